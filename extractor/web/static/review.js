// The page of the open article. Without this script its buttons are plain forms; with it they answer in place.
import { begin as beginComplete } from "./complete.js";
import { begin as beginCorrect } from "./correct.js";
import { begin as beginDialogs } from "./dialogs.js";
import { begin as beginKeys } from "./keys.js";
import { begin as beginPage } from "./page.js";
import { begin as beginPointer } from "./pointer.js";
import { begin as beginSelect } from "./select.js";

beginPage();
beginComplete();
beginCorrect();
beginDialogs();
beginSelect();
beginPointer();
beginKeys();
