import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

/** Kinds of values that settings have. A reason never repeats the value: it may hold a password. */

export const port = (preset: number) => z.coerce.number().int().min(0).max(65_535).default(preset);

const isNetwork = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

export const networks = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(
    z.array(
      z.string().refine(isNetwork, "expected IP addresses or networks like 10.0.0.0/8, separated by commas"),
    ),
  );

export const databaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text),
    "expected postgresql://user:password@host/database",
  );

export const httpUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\//.test(text) && URL.canParse(text),
    "expected an address like https://ra.example.jp",
  )
  .transform((text) => text.replace(/\/+$/, ""));

export const filePath = z
  .string()
  .min(1)
  .transform((path) => resolve(path));

export const ipAddress = z.string().refine((text) => isIP(text) !== 0, "expected an IP address");

export const smtpUrl = z
  .string()
  .refine((text) => /^smtps?:\/\//.test(text) && URL.canParse(text), "expected smtp://host:port");
