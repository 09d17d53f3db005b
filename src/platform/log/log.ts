import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";
import { redactSecrets } from "./redact.ts";

export type Log = Logger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** One JSON line per event on standard output (or `destination`), without secrets. */
export const createLog = (options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream;
}): Log => {
  const settings = {
    level: options.level,
    base: {},
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redactSecrets,
    },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
};
