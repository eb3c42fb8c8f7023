// A relying party that nobody here wrote logs in at our stand-in: `node relying-party.mjs LOGIN`, the
// client, the choices on the stand-in's pages and its faults at each login as JSON. Prints what each
// `id_token` says or why it is refused.
import { createPrivateKey } from "node:crypto";
import * as openid from "openid-client";

const login = JSON.parse(process.argv[2]);

async function authentication() {
  if (!login.key) return openid.None();
  const der = createPrivateKey(login.key).export({ type: "pkcs8", format: "der" });
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  return openid.PrivateKeyJwt({ key, kid: login.kid });
}

async function walk(url) {
  const arrived = await fetch(url, { redirect: "manual" });
  const page = new URL(arrived.headers.get("location"), url);
  const body = new URLSearchParams({ eid: login.eid, person: login.person });
  const chosen = await fetch(page, { method: "POST", body, redirect: "manual" });
  return new URL(chosen.headers.get("location"));
}

async function run() {
  const config = await openid.discovery(
    new URL(login.issuer),
    login.client_id,
    undefined,
    await authentication(),
    // Without the second one signatures are not looked at.
    { execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks] },
  );
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const expectedNonce = openid.randomNonce();
  const url = await openid.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: login.redirect_uri,
    scope: login.scope,
    resource: login.resource,
    acr_values: login.acr,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
  });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await openid.authorizationCodeGrant(config, await walk(url), checks);
  const { sub } = tokens.claims();
  const told = await openid.fetchUserInfo(config, tokens.access_token, sub);
  return { claims: tokens.claims(), told, refreshable: Boolean(tokens.refresh_token) };
}

async function misbehave(faults) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(faults);
  await fetch(`${login.issuer}/_sim/fault`, { method: "POST", headers, body });
}

const results = [];
for (const faults of login.faults) {
  await misbehave(faults);
  results.push(await run().catch(({ code, message }) => ({ refused: code ?? message })));
}
process.stdout.write(JSON.stringify(results));
