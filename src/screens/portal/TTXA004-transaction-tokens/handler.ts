import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  listTransactionTokens,
  revokeTransactionToken,
} from "#domain/second-factor/transaction-authentication/manage.ts";
import { isSameUser, listUsers } from "#domain/user/users.ts";
import { transactionApproval } from "#screens/components/transaction-approval.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  confirmAnswer,
  type ConfirmModel,
  problemAnswer,
  proveConfirmation,
  resultPage,
  type Asked,
} from "../act-pages.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, transactionTokensPlace, usersPlace } from "../places.ts";
import { approvalCode, proveApproval, type ApprovedWork } from "../transaction-approval.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts, tokenRevocationScreen, tokenRevokedScreen } from "./texts.ts";
import { pathOfToken, tokenPairs, transactionTokensPage, type TransactionTokenRow } from "./view.ts";

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
];

const rowsOf = async ({ services, session }: SessionVisit): Promise<readonly TransactionTokenRow[]> => {
  const own = session.user.reference;
  const [tokens, users] = await Promise.all([
    listTransactionTokens(services.context, own.institutionCode, own.contractId),
    listUsers(services.context, own.institutionCode, own.contractId),
  ]);
  const nameOf = (userId: string): string => {
    const user = users.find(({ reference }) => reference.userId === userId);
    return user === undefined ? userId : `${user.userName} (${identityInContract(user)})`;
  };
  return tokens
    .filter(({ state }) => state === "active")
    .map((token) => ({
      serial: token.serial,
      users: token.users.map(({ userId }) => nameOf(userId)),
      startedAt: token.startedAt ?? token.createdAt,
      isOwn: token.users.some((user) => isSameUser(user, own)),
    }));
};

/** `GET /administration/users/transaction-tokens`. */
export const showTransactionTokens = async (visit: SessionVisit): Promise<Answer> =>
  pageAnswer(transactionTokensPage(visit.page, trail(visit), await rowsOf(visit)));

/** The token named in the address: of the visitor's contract, in use, and not the visitor's own (B1). */
const findTarget = async (visit: SessionVisit): Promise<Result<TransactionTokenRow, Refusal>> => {
  const serial = visit.parameters["serial"] ?? "";
  const row = (await rowsOf(visit)).find((token) => token.serial === serial);
  if (row === undefined) return refused({ code: "TXA_TOKEN_UNKNOWN", detail: "not in this contract" });
  return row.isOwn
    ? refused({ code: "TXA_SAME_TOKEN", detail: `the visitor uses ${serial}` })
    : accepted(row);
};

const workOf = ({ page }: SessionVisit, { serial, users }: TransactionTokenRow): ApprovedWork => {
  const text = texts[page.language];
  return {
    act: "revokeToken",
    subject: serial,
    transaction: {
      title: text.transaction,
      lines: [
        { label: text.serial, value: serial },
        { label: text.users, value: users.join(", ") },
      ],
    },
  };
};

const confirmation = async (
  visit: SessionVisit,
  row: TransactionTokenRow,
  asked?: Asked,
): Promise<Answer> => {
  const { page } = visit;
  const text = texts[page.language];
  const code = await approvalCode(visit, workOf(visit, row));
  if (!code.ok) return problemAnswer(visit, code.refusal);
  const lacksNumber = asked !== undefined && (visit.form["transactionNumber"] ?? "").trim() === "";
  const model: ConfirmModel = {
    screen: tokenRevocationScreen,
    parent: text.parent,
    breadcrumb: [...trail(visit), transactionTokensPlace],
    shown: tokenPairs(page, row),
    warning: { tone: "warning", title: text.warning, body: text.warningBody },
    path: pathOfToken(row.serial),
    inputs:
      code.value !== undefined &&
      transactionApproval(page, code.value, lacksNumber ? text.missing : undefined),
    execute: text.execute,
    isDangerous: true,
    backPath: transactionTokensPlace.path,
  };
  return confirmAnswer(visit, model, asked);
};

/** `GET …/transaction-tokens/<serial>`. */
export const showTransactionTokenRevocation = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok ? confirmation(visit, target.value) : problemAnswer(visit, target.refusal);
};

/** `POST …/transaction-tokens/<serial>`: the confirmation password, the own token's number, then it is done. */
export const submitTransactionTokenRevocation = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, institution, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const row = target.value;
  const unproved = await proveConfirmation(visit);
  if (unproved !== undefined) return confirmation(visit, row, unproved);
  const unapproved = await proveApproval(visit, workOf(visit, row));
  if (unapproved !== undefined) return confirmation(visit, row, { refusal: unapproved });
  const revoked = await revokeTransactionToken(services.context, {
    institution,
    actor: { kind: "user", user: session.user.reference },
    origin,
    serial: row.serial,
  });
  if (!revoked.ok) return problemAnswer(visit, revoked.refusal);
  const text = texts[page.language];
  return pageAnswer(
    resultPage(page, {
      screen: tokenRevokedScreen,
      parent: text.parent,
      breadcrumb: [...trail(visit), transactionTokensPlace],
      shown: tokenPairs(page, row),
      title: text.done,
      body: text.doneBody,
      links: [[text.list, transactionTokensPlace.path]],
    }),
  );
};
