// A provider that nobody here wrote, set up as ID-porten is: `node provider.mjs REGISTERED`, the clients
// and persons as JSON. Prints its issuer, and ends with its standard input.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { interactionPolicy, Provider } from "oidc-provider";

const { clients, scope, consumer, persons } = JSON.parse(process.argv[2]);

const LEVELS = ["idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"];
const EIDS = {
  minid: { acr: LEVELS[1], amr: "Minid-APP" },
  bankid: { acr: LEVELS[2], amr: "BankID" },
  "bankid-mobil": { acr: LEVELS[2], amr: "BankID Mobil" },
  buypass: { acr: LEVELS[2], amr: "Buypass" },
  commfides: { acr: LEVELS[2], amr: "Commfides" },
};

// Hours pass when a test says so.
const systemNow = Date.now;
let ahead = 0;
Date.now = () => systemNow() + ahead;

function demandedLevel(params) {
  const asked = (params.acr_values ?? LEVELS[1]).split(" ").map((acr) => LEVELS.indexOf(acr));
  return Math.min(...asked.filter((level) => level >= 0));
}

function policy() {
  const { base, Check } = interactionPolicy;
  const prompts = base();
  // ID-porten asks nobody for consent.
  prompts.remove("consent");
  const tooLow = ({ oidc }) => LEVELS.indexOf(oidc.session.acr) < demandedLevel(oidc.params);
  prompts
    .get("login")
    .checks.add(new Check("level", "a higher level is asked for", "login_required", tooLow));
  return prompts;
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const configuration = {
  clients,
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "1" }] },
  cookies: { keys: ["of this process"] },
  routes: {
    authorization: "/authorize",
    token: "/token",
    jwks: "/jwks.json",
    userinfo: "/userinfo",
    pushed_authorization_request: "/par",
    introspection: "/token/introspect",
    revocation: "/token/revoke",
    end_session: "/logout",
  },
  acrValues: LEVELS,
  scopes: ["openid", "profile"],
  subjectTypes: ["pairwise"],
  pairwiseIdentifier: (_, pid, client) =>
    `${client.clientId}-${persons.findIndex((person) => person.pid === pid)}`,
  claims: {
    openid: ["sub", "pid", "acr", "amr", "auth_time", "locale", "sid", "jti"],
    profile: ["name"],
  },
  conformIdTokenClaims: false,
  enabledJWA: {
    idTokenSigningAlgValues: ["RS256"],
    clientAuthSigningAlgValues: ["RS256"],
  },
  pkce: { required: () => true },
  responseTypes: ["code"],
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({
        scope,
        audience: resource,
        accessTokenFormat: "jwt",
        accessTokenTTL: 120,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  formats: {
    customizers: {
      jwt: (_, __, token) => {
        token.header = { typ: undefined };
      },
    },
  },
  extraTokenClaims: ({ oidc }, { accountId }) => ({
    pid: accountId,
    acr: (oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken).acr,
    client_amr: oidc.client.clientAuthMethod,
    consumer: { authority: "iso6523-actorid-upis", ID: consumer },
  }),
  findAccount: (_, pid) => {
    const { name } = persons.find((person) => person.pid === pid);
    return {
      accountId: pid,
      claims: () => ({ sub: pid, pid, name, locale: "nb", jti: randomUUID() }),
    };
  },
  issueRefreshToken: (_, client) => client.clientAuthMethod !== "none",
  rotateRefreshToken: () => true,
  loadExistingGrant: async ({ oidc }) => {
    const { client, session, params } = oidc;
    const grant = new oidc.provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope("openid profile");
    if (params.resource) grant.addResourceScope(params.resource, scope);
    await grant.save();
    return grant;
  },
  interactions: { policy: policy(), url: (_, { uid }) => `/interaction/${uid}` },
  ttl: {
    AccessToken: 120,
    AuthorizationCode: 60,
    Grant: 7200,
    IdToken: 120,
    Interaction: 1800,
    RefreshToken: 600,
    Session: 1800,
  },
};

async function form(request) {
  const chunks = await request.toArray();
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

// Takes what the stand-in's pages take.
async function interact(provider, request, response) {
  const { params, prompt } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") return response.end(prompt.name);
  if (request.url.endsWith("/cancel")) {
    return provider.interactionFinished(request, response, { error: "access_denied" });
  }
  const chosen = await form(request);
  const eid = EIDS[chosen.get("eid")];
  const person = persons[chosen.get("person")];
  if (!person || LEVELS.indexOf(eid?.acr) < demandedLevel(params)) {
    response.statusCode = 400;
    return response.end();
  }
  const login = { accountId: person.pid, acr: eid.acr, amr: [eid.amr] };
  return provider.interactionFinished(request, response, { login });
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.on("server_error", (_, error) => process.stderr.write(`${error.stack}\n`));
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    response.setHeader("Date", new Date(Date.now()).toUTCString());
    if (request.url.startsWith("/interaction/")) return interact(provider, request, response);
    if (request.url !== "/_test/advance") return answer(request, response);
    ahead += 1000 * Number((await form(request)).get("seconds"));
    return response.end();
  });
  process.stdout.write(`${issuer}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
