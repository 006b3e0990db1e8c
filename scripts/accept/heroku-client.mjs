// Puts heroku-client through what it offers, which is calls: see heroku-client.sh.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

// Modules are looked for beside this file, but the client is installed elsewhere.
const Heroku = createRequire(`${process.env.ACCEPT_MODULES}/`)('heroku-client')
const heroku = new Heroku({ host: process.env.HEROKU_HOST, token: process.env.HEROKU_API_KEY })

const failed = []
let passed = 0

async function check (name, action) {
  const began = performance.now()
  const row = (outcome) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`${outcome.padEnd(4)} ${seconds.padStart(5)} s  ${name}`)
  }
  try {
    const result = await action()
    row('ok')
    passed += 1
    return result
  } catch (error) {
    row('FAIL')
    failed.push(name)
    const body = error.body ? `\n${JSON.stringify(error.body)}` : ''
    for (const line of `${error.message}${body}`.split('\n')) console.log(`        | ${line}`)
  }
}

async function refused (call, status, id) {
  const error = await call.then(() => assert.fail(`expected a refusal with ${status}`), (error) => error)
  if (error.code === 'ERR_ASSERTION') throw error
  assert.equal(error.statusCode, status)
  assert.equal(error.body.id, id)
}

/** A slug with process types, released. */
async function deploy (app, types) {
  const slug = await heroku.post(`/apps/${app}/slugs`, { body: { process_types: types } })
  return heroku.post(`/apps/${app}/releases`, { body: { slug: slug.id } })
}

const chapters = {
  async apps () {
    await check('an app is created', async () => {
      const app = await heroku.post('/apps', { body: { name: 'node-app', region: 'eu' } })
      assert.equal(app.name, 'node-app')
    })
    await check('an app is created without a body', async () => {
      assert.match((await heroku.post('/apps')).name, /^[a-z]+-[a-z]+-\d+$/)
    })
    await check('a name is taken once', () =>
      refused(heroku.post('/apps', { body: { name: 'node-app' } }), 422, 'invalid_params'))
    await check('an app is read by name, whatever the Range', async () => {
      assert.equal((await heroku.get('/apps/node-app')).region.name, 'eu')
    })
    await check('apps are listed', async () => {
      assert.ok((await heroku.get('/apps')).some((app) => app.name === 'node-app'))
    })
    await check('an app is changed', async () => {
      const app = await heroku.patch('/apps/node-app', { body: { maintenance: true } })
      assert.equal(app.maintenance, true)
    })
    await check('an app is deleted', () => heroku.delete('/apps/node-app'))
    await check('what is unknown is refused', () => refused(heroku.get('/apps/node-app'), 404, 'not_found'))
    await check('a bad body is refused', () =>
      refused(heroku.post('/apps', { body: { name: 1 } }), 422, 'invalid_params'))
    await check('a bad token is refused', () =>
      refused(new Heroku({ host: process.env.HEROKU_HOST, token: '' }).get('/account'), 401, 'unauthorized'))
  },

  async paging () {
    await heroku.post('/apps', { body: { name: 'node-pages' } })
    for (let i = 0; i < 5; i++) {
      await heroku.patch('/apps/node-pages/config-vars', { body: { STEP: String(i) } })
    }
    await check('a list comes whole, page by page', async () => {
      const headers = { Range: 'version ..; max=2' }
      const versions = (await heroku.get('/apps/node-pages/releases', { headers })).map((one) => one.version)
      assert.ok(versions.length >= 6, `expected all releases, found ${versions}`)
      assert.deepEqual(versions, versions.map((_, i) => i + 1))
    })
    await check('a page comes alone when that is asked for', async () => {
      const headers = { Range: 'version ..; order=desc,max=2' }
      const releases = await heroku.get('/apps/node-pages/releases', { headers, partial: true })
      assert.equal(releases.length, 2)
      assert.ok(releases[0].version > releases[1].version)
    })
  },

  async config () {
    await heroku.post('/apps', { body: { name: 'node-config' } })
    const vars = '/apps/node-config/config-vars'
    await check('config vars are set', async () => {
      assert.deepEqual(await heroku.patch(vars, { body: { COLOR: 'blue', SIZE: '1' } }), { COLOR: 'blue', SIZE: '1' })
    })
    await check('config vars are removed', async () => {
      assert.deepEqual(await heroku.patch(vars, { body: { COLOR: null } }), { SIZE: '1' })
    })
    await check('config vars are read', async () => assert.deepEqual(await heroku.get(vars), { SIZE: '1' }))
  },

  async processes () {
    await heroku.post('/apps', { body: { name: 'node-processes' } })
    await check('a slug is released', () => deploy('node-processes', { web: 'node web.js', worker: 'node worker.js' }))
    await check('processes are scaled', async () => {
      const updates = [{ type: 'web', quantity: 2, size: 'basic' }, { type: 'worker', quantity: 1, size: 'basic' }]
      const formation = await heroku.patch('/apps/node-processes/formation', { body: { updates } })
      assert.deepEqual(formation.map((one) => `${one.type}=${one.quantity}:${one.size}`).sort(), ['web=2:Basic', 'worker=1:Basic'])
    })
    await check('dynos are listed', async () => {
      const names = (await heroku.get('/apps/node-processes/dynos')).map((dyno) => dyno.name)
      assert.deepEqual(names.sort(), ['web.1', 'web.2', 'worker.1'])
    })
    await check('dynos are restarted', () => heroku.delete('/apps/node-processes/dynos'))
    await check('a command is run on its own', async () => {
      const dyno = await heroku.post('/apps/node-processes/dynos', { body: { command: 'sleep 9' } })
      assert.match(dyno.name, /^run\.\d+$/)
    })
  },

  async addons () {
    await heroku.post('/apps', { body: { name: 'node-addons' } })
    await check('an add-on is created', async () => {
      const addon = await heroku.post('/apps/node-addons/addons', { body: { plan: 'heroku-redis:mini' } })
      assert.equal(addon.plan.name, 'heroku-redis:mini')
    })
    await check('add-ons are listed', async () => {
      const addons = await heroku.get('/apps/node-addons/addons')
      assert.deepEqual(addons.map((addon) => addon.app.name), ['node-addons'])
    })
    await check('an add-on is deleted', async () => {
      const [addon] = await heroku.get('/apps/node-addons/addons')
      await heroku.delete(`/apps/node-addons/addons/${addon.id}`)
    })
  },

  async people () {
    await heroku.post('/apps', { body: { name: 'node-people' } })
    await check('a collaborator is added', async () => {
      const body = { user: 'friend@example.com', silent: true }
      assert.equal((await heroku.post('/apps/node-people/collaborators', { body })).user.email, 'friend@example.com')
    })
    await check('a collaborator is removed', () => heroku.delete('/apps/node-people/collaborators/friend@example.com'))
    await check('collaborators are listed', async () => {
      const emails = (await heroku.get('/apps/node-people/collaborators')).map((one) => one.user.email)
      assert.ok(!emails.includes('friend@example.com'))
    })
  },

  async domains () {
    await heroku.post('/apps', { body: { name: 'node-domains' } })
    await check('a domain is added', async () => {
      const body = { hostname: 'www.example.com', sni_endpoint: null }
      assert.match((await heroku.post('/apps/node-domains/domains', { body })).cname, /\.herokudns\.com$/)
    })
    await check('a domain is removed', () => heroku.delete('/apps/node-domains/domains/www.example.com'))
    await check('domains are listed', async () => {
      assert.deepEqual((await heroku.get('/apps/node-domains/domains')).map((one) => one.kind), ['heroku'])
    })
  },

  async pipelines () {
    await heroku.post('/apps', { body: { name: 'node-staging' } })
    const owner = { id: (await heroku.get('/account')).id, type: 'user' }
    const pipeline = await check('a pipeline is created', () =>
      heroku.post('/pipelines', { body: { name: 'node-line', owner } }))
    await check('an app is coupled', () =>
      heroku.post('/pipeline-couplings', { body: { app: 'node-staging', pipeline: pipeline.id, stage: 'staging' } }))
    await check('couplings are listed', async () => {
      const couplings = await heroku.get(`/pipelines/${pipeline.id}/pipeline-couplings`)
      assert.deepEqual(couplings.map((one) => one.stage), ['staging'])
    })
  },

  async logs () {
    await heroku.post('/apps', { body: { name: 'node-logs' } })
    await check('a log session gives lines', async () => {
      const session = await heroku.post('/apps/node-logs/log-sessions', { body: { lines: 10 } })
      const text = await (await fetch(session.logplex_url)).text()
      assert.match(text, /^\d{4}-\d\d-\d\dT\S+ app\[api\]: /m)
    })
  }
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in chapters))
if (unknown.length > 0) {
  console.error(`no chapter is named so: ${unknown.join(' ')}\nchapters: ${Object.keys(chapters).join(' ')}`)
  process.exit(1)
}
for (const name of names.length > 0 ? names : Object.keys(chapters)) {
  console.log(`\n-- ${name}`)
  try {
    await chapters[name]()
  } catch (error) {
    await check(`${name}: what it needs`, () => { throw error })
  }
}
console.log(`\n${passed} passed, ${failed.length} failed`)
for (const name of failed) console.log(`  FAIL ${name}`)
process.exitCode = failed.length > 0 ? 1 : 0
