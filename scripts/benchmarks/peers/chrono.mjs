// Reads {"text", "day"} a line, answers {"results", "seconds"} a line: chrono-node's Vietnamese reading of the text.
import { createInterface } from "node:readline";
import { vi } from "chrono-node";

const named = (pattern) => (parser) => pattern.test(parser.constructor.name);
const settings = vi.createConfiguration(true);
settings.parsers = [
  ...vi.createCasualConfiguration().parsers.filter(named(/^VICasualDate/)),
  ...settings.parsers.filter((parser) => !named(/^VITimeUnit/)(parser)),
];
const chrono = new vi.Chrono(settings);

const components = (at) =>
  at && {
    certain: at.getCertainComponents(),
    year: at.get("year"),
    month: at.get("month"),
    day: at.get("day"),
  };

for await (const line of createInterface({ input: process.stdin })) {
  const { text, day } = JSON.parse(line);
  const reference = { instant: new Date(`${day}T12:00:00+07:00`), timezone: 420 };
  const start = process.hrtime.bigint();
  const found = chrono.parse(text, reference);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const results = found.map((one) => ({
    index: one.index,
    text: one.text,
    start: components(one.start),
    end: components(one.end ?? null),
  }));
  process.stdout.write(`${JSON.stringify({ results, seconds })}\n`);
}
