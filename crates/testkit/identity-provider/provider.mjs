// An identity provider for the tests: oidc-provider, certified by the OpenID Foundation, with one client. Whoever comes
// is signed in as the person that was set last, without a page. `POST /control` sets who that is, changes its keys,
// moves its clock, takes it down, or has it give wrong ID tokens: those are its own, changed and signed again.
//
// Prints its address on a line, and ends when its standard input does.
import { createServer } from 'node:http'
import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

const SECRET = 'a secret of thirty-two characters or more'
const realNow = Date.now.bind(Date)
const state = {
  person: { sub: '1', preferred_username: 'amy', groups: [] },
  redirectUri: 'http://127.0.0.1:1/',
  /** Whether the ID token says everything, or only who somebody is. */
  wholeToken: true,
  down: false,
  wrong: undefined,
  ahead: 0,
  keys: [],
  requests: 0,
}
Date.now = () => realNow() + state.ahead * 1000

// The library says that a provider in memory is for tests only. It is.
for (const level of ['log', 'info', 'warn']) console[level] = () => {}

let issuer
let handle

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = `key-${Math.random().toString(36).slice(2)}`
  return { privateKey, kid, jwk: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' } }
}

function build() {
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'weir', client_secret: SECRET, redirect_uris: [state.redirectUri], grant_types: ['authorization_code'] },
    ],
    jwks: { keys: state.keys.map((key) => key.jwk) },
    cookies: { keys: ['of the tests'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email'], groups: ['groups'] },
    conformIdTokenClaims: !state.wholeToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...state.person, sub: id }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope(oidc.params.scope)
      await grant.save()
      return grant
    },
  })
  const serve = provider.callback()
  handle = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return serve(request, response)
    if (state.person === null)
      return provider.interactionFinished(request, response, { error: 'access_denied' })
    return provider.interactionFinished(request, response, { login: { accountId: state.person.sub, remember: false } })
  }
}

/** An ID token that must not be believed. */
async function wrongToken(token, wrong) {
  const claims = decodeJwt(token)
  const [key] = state.keys
  const header = { alg: 'RS256', kid: key.kid }
  const signed = (changed, by = key.privateKey, head = header) =>
    new SignJWT({ ...claims, ...changed }).setProtectedHeader(head).sign(by)
  switch (wrong) {
    case 'nonce':
      return signed({ nonce: 'another' })
    case 'no_nonce':
      return signed({ nonce: undefined })
    case 'issuer':
      return signed({ iss: 'https://elsewhere.example' })
    case 'audience':
      return signed({ aud: 'somebody-else' })
    case 'more_audiences':
      return signed({ aud: ['weir', 'somebody-else'] })
    case 'expired':
      return signed({ exp: Math.floor(Date.now() / 1000) - 60 })
    case 'access_token':
      return signed({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })
    case 'foreign_key':
      return signed({}, (await newKey()).privateKey)
    case 'shared_secret':
      return signed({}, new TextEncoder().encode(SECRET), { alg: 'HS256' })
    case 'unsigned':
      return new UnsecuredJWT(claims).encode()
    case 'changed': {
      const [head, , signature] = token.split('.')
      const body = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')
      return [head, body, signature].join('.')
    }
    default:
      throw new Error(`no such wrong: ${wrong}`)
  }
}

/** Lets the provider answer, and changes the ID token on its way out. */
async function spoil(request, response) {
  const end = response.end.bind(response)
  response.end = (body, ...rest) => {
    const answer = JSON.parse(body)
    if (!answer.id_token) return end(body, ...rest)
    void wrongToken(answer.id_token, state.wrong).then((token) => {
      const text = JSON.stringify({ ...answer, id_token: token })
      response.setHeader('content-length', Buffer.byteLength(text))
      end(text)
    })
    return response
  }
  await handle(request, response)
}

async function control(request) {
  let text = ''
  for await (const piece of request) text += piece
  const { rotate, ...changes } = JSON.parse(text)
  Object.assign(state, changes)
  if (rotate) state.keys = [await newKey()]
  if (rotate || 'redirectUri' in changes || 'wholeToken' in changes) build()
}

const server = createServer((request, response) => {
  const answer = async () => {
    if (request.url === '/control') {
      await control(request)
      return response.writeHead(204).end()
    }
    state.requests += 1
    if (state.down) return response.writeHead(503).end()
    if (state.wrong && request.url.startsWith('/token')) return spoil(request, response)
    return handle(request, response)
  }
  answer().catch((error) => {
    console.error(error)
    response.writeHead(500).end()
  })
})
server.listen(0, '127.0.0.1', async () => {
  issuer = `http://127.0.0.1:${server.address().port}`
  state.keys = [await newKey()]
  build()
  process.stdout.write(`${issuer}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
