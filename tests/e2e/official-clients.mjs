// Commerce Layer's own packages as judges of the sandbox: they were written by others, against the real service.
//
//   NODE_EXTRA_CA_CERTS=ca.pem SANDBOX_DOMAIN=cl.test:8443 \
//     node --import ./resolve-cl-test.mjs official-clients.mjs
//
// One run makes 28 calls of the 30 that the sandbox allows in a minute.
// With CUSTOMER_TOKEN set, only that token is judged: its signature, its owner, and what it opens.
import assert from 'node:assert/strict'
import * as auth8 from '@commercelayer/js-auth'
import * as auth7 from '@commercelayer/js-auth-7'
import { CommerceLayer } from '@commercelayer/sdk/bundle'

const env = (name, fallback) => process.env[name] ?? fallback
const domain = env('SANDBOX_DOMAIN', 'cl.test:8443')
const slug = env('SANDBOX_SLUG', 'acme')
const scope = env('SCOPE', 'market:code:usa')
const shop = {
  clientId: env('SALES_CHANNEL_ID', 'acme-web-shop-client-id-0000000000000000001'),
  clientSecret: env('SALES_CHANNEL_SECRET', 'acme-web-shop-secret-0000000000000000000001'),
}
const backOffice = {
  clientId: env('INTEGRATION_ID', 'acme-integration-client-id-0000000000000001'),
  clientSecret: env('INTEGRATION_SECRET', 'acme-integration-secret-0000000000000000001'),
}
const person = {
  id: env('CUSTOMER_ID', 'AcmeCusAda'),
  email: env('CUSTOMER_EMAIL', 'ada@example.com'),
  password: env('CUSTOMER_PASSWORD', 'correct horse battery'),
}
const sdk = (accessToken) => CommerceLayer({ organization: slug, domain, accessToken })

const base = ['accessToken', 'createdAt', 'expires', 'expiresIn', 'scope', 'tokenType']
const owned = [...base, 'ownerId', 'ownerType', 'refreshToken']
const hasKeys = (answer, keys) => assert.deepEqual(Object.keys(answer).sort(), [...keys].sort())

async function step(name, check) {
  await check()
  console.log(`ok  ${name}`)
}

async function judgeAuth(version, { authenticate, createAssertion, jwtDecode, jwtVerify, revoke, ...auth }) {
  const say = (name, check) => step(`js-auth ${version}: ${name}`, check)
  const shopId = { domain, clientId: shop.clientId, scope }

  await say('client credentials of a sales channel and of an integration', async () => {
    const guest = await authenticate('client_credentials', shopId)
    hasKeys(guest, base)
    assert.equal(guest.scope, scope)
    assert.equal(auth.getCoreApiBaseEndpoint(guest.accessToken), `https://${slug}.${domain}`)
    assert.ok(auth.jwtIsSalesChannel(jwtDecode(guest.accessToken).payload))
    const back = await authenticate('client_credentials', { domain, ...backOffice })
    hasKeys(back, base)
    assert.equal(back.scope, 'market:all')
    assert.ok(auth.jwtIsIntegration(jwtDecode(back.accessToken).payload))
  })

  await say('password, verification, refresh, revocation', async () => {
    const login = await authenticate('password', { ...shopId, username: person.email, password: person.password })
    hasKeys(login, owned)
    assert.deepEqual([login.ownerId, login.ownerType], [person.id, 'customer'])
    const { payload } = await jwtVerify(login.accessToken)
    assert.deepEqual(payload.owner, { id: person.id, type: 'Customer' })
    const again = await authenticate('refresh_token', { ...shopId, refreshToken: login.refreshToken })
    hasKeys(again, owned)
    assert.notEqual(again.refreshToken, login.refreshToken)
    assert.equal((await sdk(again.accessToken).customers.retrieve(person.id)).email, person.email)
    assert.deepEqual(await revoke({ clientId: shop.clientId, token: again.accessToken }), {})
    await assert.rejects(sdk(again.accessToken).customers.retrieve(person.id), (error) => {
      assert.deepEqual([error.status, error.first().code], [401, 'INVALID_TOKEN'])
      return true
    })
  })

  await say('assertion with owner and claim', async () => {
    const customClaim = { name: 'Jörg', nested: { list: [1, 'ü', null] } }
    const assertion = await createAssertion({
      payload: {
        'https://commercelayer.io/claims': { owner: { type: 'Customer', id: person.id }, custom_claim: customClaim },
      },
    })
    const answer = await authenticate('urn:ietf:params:oauth:grant-type:jwt-bearer', { domain, ...shop, scope, assertion })
    hasKeys(answer, owned)
    const { payload } = await jwtVerify(answer.accessToken)
    assert.deepEqual(payload.custom_claim, customClaim)
    const customer = await sdk(answer.accessToken).customers.retrieve(person.id)
    assert.deepEqual(customer.jwt_custom_claim, customClaim)
  })

  await say('errors arrive as the package types them', async () => {
    const unknown = await authenticate('client_credentials', { domain, clientId: 'nobody', scope })
    assert.deepEqual([unknown.errors[0].title, unknown.errors[0].code, unknown.errors[0].status], ['invalid_client', 'UNAUTHORIZED', 401])
    const wrong = await authenticate('password', { ...shopId, username: person.email, password: 'wrong' })
    assert.equal(wrong.errors[0].title, 'invalid_grant')
    const empty = await createAssertion({ payload: { 'https://commercelayer.io/claims': {} } })
    const refused = await authenticate('urn:ietf:params:oauth:grant-type:jwt-bearer', { domain, ...shop, scope, assertion: empty })
    assert.equal(refused.errors[0].title, 'invalid_assertion')
    const guest = await authenticate('client_credentials', shopId)
    const forbidden = await revoke({ clientId: shop.clientId, token: guest.accessToken })
    assert.deepEqual([forbidden.errors[0].code, forbidden.errors[0].status], ['FORBIDDEN', 403])
  })
}

async function judgeStorefront() {
  const memory = new Map()
  const storage = {
    getItem: async (key) => memory.get(key) ?? null,
    setItem: async (key, value) => void memory.set(key, value),
    removeItem: async (key) => void memory.delete(key),
  }
  await step('js-auth 8: a storefront goes from guest to customer and back', async () => {
    const storefront = auth8.makeSalesChannel({ domain, clientId: shop.clientId, scope }, { storage })
    assert.equal((await storefront.getAuthorization()).ownerType, 'guest')
    const login = await auth8.authenticate('password', {
      domain, clientId: shop.clientId, scope, username: person.email, password: person.password,
    })
    await storefront.setCustomer(login)
    const customer = await storefront.getAuthorization()
    assert.deepEqual([customer.ownerType, customer.ownerId], ['customer', person.id])
    await storefront.logoutCustomer()
    assert.equal((await storefront.getAuthorization()).ownerType, 'guest')
    await assert.rejects(sdk(login.accessToken).customers.retrieve(person.id), (error) => error.status === 401)
  })
}

async function judgeSdk() {
  const { accessToken } = await auth8.authenticate('client_credentials', { domain, ...backOffice })
  const client = sdk(accessToken)

  await step('sdk: customers are created, found, changed, paged and deleted', async () => {
    const email = `official-${Date.now()}@example.com`
    const made = await client.customers.create({ email, password: 'a good one', metadata: { from: 'sdk' } })
    assert.equal(made.has_password, true)
    const [found] = await client.customers.list({ filters: { email_eq: email }, fields: { customers: ['email'] } })
    assert.equal(found.id, made.id)
    const changed = await client.customers.update({ id: made.id, reference: 'r-1' })
    assert.equal(changed.reference, 'r-1')
    await assert.rejects(client.customers.create({ email }), (error) => {
      assert.equal(error.status, 422)
      assert.equal(error.first().source.pointer, '/data/attributes/email')
      return true
    })
    const page = await client.customers.list({ pageSize: 2, sort: { created_at: 'desc' } })
    assert.deepEqual([page.length, page.pageCount >= 2, page.hasNextPage()], [2, true, true])
    await client.customers.delete(made.id)
    await assert.rejects(client.customers.retrieve(made.id), (error) => error.status === 404)
  })

  await step('sdk: organization, application, markets and groups', async () => {
    assert.equal((await client.organization.retrieve()).slug, slug)
    assert.equal((await client.application.retrieve()).kind, 'integration')
    const [market] = await client.markets.list({ filters: { private_true: true }, include: ['customer_group'] })
    assert.ok(market.customer_group.code)
  })

  await step('sdk: password reset and orders of a customer', async () => {
    const reset = await client.customer_password_resets.create({ customer_email: person.email })
    const { accessToken: guestToken } = await auth8.authenticate('client_credentials', { domain, clientId: shop.clientId, scope })
    const guest = sdk(guestToken)
    await guest.customer_password_resets.update({
      id: reset.id, customer_password: person.password, _reset_password_token: reset.reset_password_token,
    })
    const cart = await guest.orders.create({})
    const login = await auth8.authenticate('password', {
      domain, clientId: shop.clientId, scope, username: person.email, password: person.password,
    })
    const owner = sdk(login.accessToken)
    assert.equal((await owner.orders.update({ id: cart.id })).guest, false)
    const [last] = await owner.customers.orders(person.id, { filters: { status_eq: 'pending' }, sort: { updated_at: 'desc' }, pageSize: 1 })
    assert.equal(last.id, cart.id)
  })
}

async function judgeToken(token) {
  await step('the given token is genuine and opens its customer', async () => {
    const { payload } = await auth8.jwtVerify(token)
    assert.equal(payload.owner.type, 'Customer')
    assert.equal(auth8.getCoreApiBaseEndpoint(token), `https://${slug}.${domain}`)
    const customer = await sdk(token).customers.retrieve(payload.owner.id)
    assert.equal(customer.id, payload.owner.id)
    console.log(`    ${customer.email}`)
  })
}

if (process.env.CUSTOMER_TOKEN) {
  await judgeToken(process.env.CUSTOMER_TOKEN)
} else {
  await judgeAuth(8, auth8)
  await judgeAuth(7, auth7)
  await judgeStorefront()
  await judgeSdk()
}
