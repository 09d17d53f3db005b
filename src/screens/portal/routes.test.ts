import assert from "node:assert/strict";
import { test } from "node:test";
import { gallery } from "#test/support/gallery.ts";
import { helpTopics } from "./THLP001-help/topics.ts";
import { portalRouteList } from "./routes.ts";

/** Addresses are promises to customers' bookmarks and to the institutions' pages: a change here is seen in review. */
const SNAPSHOT = `
GET / BLGI001 anyone
GET /login BLGI001 anyone
POST /login/password BLGI001 anyone
POST /login/certificate BLGI001 anyone
GET /login/certificate/return TCRT001 anyone
GET /login/certificate/password TPWD001 anyone
POST /login/certificate/password TPWD001 anyone
GET /certificate/acquire BSMS001 anyone
GET /certificate/acquire/confirm BSMS002 anyone
GET /certificate/acquire/in-browser TACQ001 anyone
GET /certificate/acquire/progress BSMS003 anyone
GET /notices/important TNTC001 loggedIn
POST /notices/important TNTC001 loggedIn
GET /notices/forced TNTC002 loggedIn
POST /notices/forced TNTC002 loggedIn
GET /confirmation TCNF001 loggedIn
POST /confirmation TCNF002 loggedIn
POST /confirmation/submit TCNF003 loggedIn
GET /confirmation/status TCNF003 loggedIn
GET /environment TENV001 anyone
GET /environment/certificate TENV002 anyone
POST /environment/certificate TENV002 anyone
GET /registration TREG001 anyone
POST /registration TREG001 anyone
GET /registration/details TREG002 anyone
POST /registration/details TREG002 anyone
GET /registration/mail TREG003 anyone
POST /registration/mail TREG003 anyone
POST /registration/mail/resend TREG003 anyone
GET /registration/confirm TREG004 anyone
POST /registration/confirm TREG004 anyone
GET /registration/result TREG005 anyone
GET /settings TSET001 loggedIn
GET /settings/secrets/reminder TSEC003 loggedIn
POST /settings/secrets/reminder TSEC003 loggedIn
GET /settings/secrets/:which TSEC001 loggedIn
POST /settings/secrets/:which TSEC002 loggedIn
GET /settings/mail TMAI001 loggedIn
POST /settings/mail TMAI001 loggedIn
GET /settings/mail/code TMAI002 loggedIn
POST /settings/mail/code TMAI003 loggedIn
POST /settings/mail/resend TMAI002 loggedIn
GET /login/registration-code TURC001 loggedIn
POST /login/registration-code TURC001 loggedIn
GET /login/additional-authentication TADA001 loggedIn
POST /login/additional-authentication TADA001 loggedIn
GET /login/additional-authentication/registration TADA002 loggedIn
POST /login/additional-authentication/registration TADA002 loggedIn
GET /settings/additional-answers TADA002 loggedIn
POST /settings/additional-answers TADA003 loggedIn
GET /settings/devices TDEV001 loggedIn
POST /settings/devices TDEV001 loggedIn
GET /administration/users/further-proofs TFPA001 administerTokens
GET /administration/users/further-proofs/:user/reset-answers TFPA002 administerTokens
POST /administration/users/further-proofs/:user/reset-answers TFPA003 administerTokens
GET /administration/users/further-proofs/:user/make-code TFPA004 administerTokens
POST /administration/users/further-proofs/:user/make-code TFPA005 administerTokens
GET /top BTOP001 loggedIn
GET /certificates TOWN001 loggedIn
GET /certificate/replace TRPL001 anyone
POST /certificate/replace TRPL001 anyone
GET /certificate/replace/proof TRPL002 anyone
POST /certificate/replace/proof TRPL002 anyone
GET /certificate/replace/confirm TRPL003 anyone
POST /certificate/replace/confirm TRPL004 anyone
GET /certificate/replace/result TRPL004 anyone
GET /certificates/replace TRPL003 loggedIn
POST /certificates/replace TRPL004 loggedIn
GET /certificates/:serial/disown TDIS001 loggedIn
POST /certificates/:serial/disown TDIS002 loggedIn
GET /certificate/renew TRNW001 loggedIn
GET /administration BSSK001 administration
GET /administration/users BRSK001 administration
GET /administration/users/list/:user TRSK008 viewUsers
GET /administration/users/list/:user/change TRSK009 changeUsers
POST /administration/users/list/:user/change TRSK010 changeUsers
POST /administration/users/list/:user/change/execute TRSK011 changeUsers
GET /administration/users/list/:user/delete TRSK012 deleteUsers
POST /administration/users/list/:user/delete TRSK013 deleteUsers
GET /administration/users/list/:user/reset TRSK014 changeUsers
POST /administration/users/list/:user/reset TRSK015 changeUsers
GET /administration/users/list/:user/unlock TRSK016 administration
POST /administration/users/list/:user/unlock TRSK017 administration
GET /administration/users/list BRSK005 viewUsers
GET /administration/users/list/:user/reissue TRSK006 issueCertificates
POST /administration/users/list/:user/reissue TRSK007 issueCertificates
GET /administration/users/new BRSK006 registerUsers
POST /administration/users/new TRSK002 registerUsers
POST /administration/users/new/register TRSK003 registerUsers
GET /administration/users/suspension BRSK016 stopUsers
GET /administration/users/suspension/:user TRSK004 stopUsers
POST /administration/users/suspension/:user TRSK005 stopUsers
GET /administration/proposals TAPR002 administration
GET /administration/proposals/:proposal TAPR003 administration
POST /administration/proposals/:proposal TAPR004 administration
GET /administration/readiness TRDY001 viewUsers
POST /administration/readiness/remind TRDY002 planTransition
GET /administration/readiness/plan TRDY003 planTransition
POST /administration/readiness/plan TRDY004 planTransition
POST /administration/readiness/plan/execute TRDY006 planTransition
GET /administration/readiness/finish TRDY005 planTransition
POST /administration/readiness/finish TRDY006 planTransition
GET /login/one-time-password TOTP001 loggedIn
POST /login/one-time-password TOTP001 loggedIn
GET /settings/one-time-password TOTP006 loggedIn
GET /settings/one-time-password/start TOTP003 loggedIn
POST /settings/one-time-password/start TOTP003 loggedIn
GET /settings/one-time-password/synchronise TOTP002 loggedIn
POST /settings/one-time-password/synchronise TOTP002 loggedIn
GET /settings/one-time-password/app TOTP007 loggedIn
POST /settings/one-time-password/app TOTP007 loggedIn
GET /settings/one-time-password/app/key TOTP004 loggedIn
POST /settings/one-time-password/app/key TOTP004 loggedIn
GET /administration/users/tokens/revocation BRSK031 administerTokens
GET /administration/users/tokens/revocation/:serial TOTP011 administerTokens
POST /administration/users/tokens/revocation/:serial TOTP012 administerTokens
GET /administration/users/tokens/initialisation BRSK037 administerTokens
GET /administration/users/tokens/initialisation/:serial BRSK038 administerTokens
POST /administration/users/tokens/initialisation/:serial TOTP013 administerTokens
GET /settings/transaction-authentication TTXA001 loggedIn
GET /settings/transaction-authentication/start BLGI023 loggedIn
POST /settings/transaction-authentication/start BLGI023 loggedIn
GET /settings/transaction-authentication/register BLGI021 loggedIn
POST /settings/transaction-authentication/register TTXA002 loggedIn
GET /administration/users/transaction-tokens TTXA004 administerTokens
GET /administration/users/transaction-tokens/:serial TTXA005 administerTokens
POST /administration/users/transaction-tokens/:serial TTXA006 administerTokens
GET /administration/users/certificates BRSK018 revocation
GET /administration/users/certificates/:user/revoke BRSK019 revocation
POST /administration/users/certificates/:user/revoke TRSK001 revocation
POST /logout TLGO001 anyone
GET /logout TLGO001 anyone
POST /language BLGI001 anyone
GET /help THLP002 anyone
GET /help/:screen THLP001 anyone
GET /errors THLP003 anyone
GET /errors/:code THLP004 anyone
`;

test("the addresses of the portal", () => {
  const lines = portalRouteList.map(
    ({ method, path, screen, access }) => `${method} ${path} ${screen.id} ${access}`,
  );
  assert.equal(`\n${lines.join("\n")}\n`, SNAPSHOT);
});

test("no address is given twice", () => {
  const all = portalRouteList.map(({ method, path }) => `${method} ${path}`);
  assert.equal(new Set(all).size, all.length);
});

test("every screen is in the gallery, so that it is looked at and checked for access", () => {
  const shown = new Set(gallery.map(({ name }) => name.slice(0, name.indexOf("-"))));
  const missing = portalRouteList.filter(({ screen }) => !shown.has(screen.id));
  assert.deepEqual(missing, []);
});

test("every help link of every screen leads to a topic", () => {
  for (const { name, render } of gallery) {
    for (const [, id = ""] of render("ja").matchAll(/href="\/help\/([^"#]*)[^"]*"/g)) {
      assert.ok(helpTopics.has(id), `${name}: no help for ${id}`);
    }
  }
});
