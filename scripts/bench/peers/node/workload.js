// One workload on `heroku-client`: `node workload.js WORK URL COUNT`.
'use strict'

const assert = require('node:assert')
const Heroku = require('heroku-client')

const APPS = 50_000
const IN_FLIGHT = 64
const WARM_UP = 20

const [work, url, countText] = process.argv.slice(2)
const count = Number(countText)
const heroku = new Heroku({ host: url, token: 'any' })

async function info () {
  const app = await heroku.get('/apps/example')
  assert(app.id)
}

const workloads = {
  async sequential (count) {
    for (let call = 0; call < count; call++) await info()
  },

  async concurrent (count) {
    let begun = 0
    await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
      while (begun++ < count) await info()
    }))
  },

  // It fetches all pages, of 1000 items, and gives them as one array.
  async walk (count) {
    for (let walk = 0; walk < count; walk++) {
      const apps = await heroku.get('/apps')
      assert.strictEqual(apps.length, APPS)
    }
  }
}

async function main () {
  const run = workloads[work]
  assert(run, `no such work: ${work}`)
  if (work === 'concurrent') await workloads.concurrent(WARM_UP * IN_FLIGHT)
  else await workloads.sequential(WARM_UP)

  const cpuBefore = process.cpuUsage()
  const before = process.hrtime.bigint()
  await run(count)
  const wall = Number(process.hrtime.bigint() - before) / 1e9
  const cpu = process.cpuUsage(cpuBefore)

  console.log(JSON.stringify({
    client: 'heroku-client',
    work,
    count,
    cpu_seconds: (cpu.user + cpu.system) / 1e6,
    wall_seconds: wall,
    peak_rss_kib: process.resourceUsage().maxRSS
  }))
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
