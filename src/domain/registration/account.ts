import { z } from "zod";

/** The account that names a letter (B1: branch number, account type, account number). */
export interface AccountData {
  /** 店番号, 3 digits. */
  readonly branchNumber: string;
  /** 科目: 普通, 当座. */
  readonly accountType: "ordinary" | "current";
  /** 口座番号, 7 digits. */
  readonly accountNumber: string;
}

/** Full-width digits are digits too: Japanese keyboards write them. */
const digits = (count: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFKC").trim())
    .pipe(z.string().regex(new RegExp(`^[0-9]{${count}}$`)));

export const accountSchema = z.object({
  branchNumber: digits(3),
  accountType: z.enum(["ordinary", "current"]),
  accountNumber: digits(7),
});
