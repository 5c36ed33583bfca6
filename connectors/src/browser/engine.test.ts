import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { ConnectorPorts } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import { afterAll, describe, expect, test } from 'vitest'
import { type PageServer, type ServedPage, startPageServer } from '../../test/start-page-server.ts'
import { AppSession } from './app-session.ts'
import { BrowserHost } from './browser-host.ts'
import { findBrowser } from './find-browser.ts'
import { loadRecipe } from './load-recipe.ts'
import type { Run } from './run.ts'
import { runSteps } from './run-steps.ts'
import { stepSchema } from './step-schema.ts'

const host = new BrowserHost(1_000)
const browserPath = findBrowser({ platform: process.platform, environment: {}, exists: existsSync })
const secret = 'Hunter2-secret'

const recipeYaml = `
format: recipe/1
id: tiny
version: 1.0.0
title: Tiny
app: { product: Tiny, tested: [{ version: "1", on: "2026-11-22" }] }
connection: { baseUrl: { title: Address, pattern: ".+", example: "https://tiny.example" } }
origins: { pages: ["\${connection.baseUrl}"], secretsOnly: ["\${connection.baseUrl}"] }
locale: { lang: en-US, timezone: UTC, htmlLangRe: "^en$" }
inputs: { userName: { pattern: ".+", pii: true } }
secrets: { password: { kind: password, title: Password } }
targets:
  inside: { by: [{ css: "#in" }] }
  pass: { by: [{ label: Password }] }
  go: { by: [{ role: button, name: Go }] }
  people: { by: [{ columns: [Who, State] }] }
  row: { in: people, row: { column: Who, is: "\${input.userName}" }, by: [{ css: ":scope" }] }
  state: { in: people, row: { column: Who, is: "\${input.userName}" }, by: [{ cell: State }] }
  save: { by: [{ role: button, name: Save }, { css: "button.save" }] }
  name: { by: [{ beside: Name }, { css: "#name" }] }
  box: { by: [{ css: "#box" }] }
pages: {}
session: { start: "/", alive: { visible: inside }, signedOut: { visible: pass }, login: [{ goto: /login }, { fill: pass, secret: password }, { click: go }], stops: [], maxAge: 1h, rotates: false }
interruptions: []
stops: []
sentinel: { op: user.read, inputs: { userName: me }, present: { exists: "yes" }, absent: { exists: "no" } }
operations:
  user.read:
    kind: read
    inputs: [userName]
    steps:
      - goto: /
      - { decide: exists, present: { visible: row }, absent: { all: [{ visible: inside }, { gone: row }] } }
    facts: { exists: "\${var.exists}" }
  user.list:
    kind: list
    inputs: []
    steps:
      - goto: /
      - { table: people, columns: { userName: Who, active: State }, maxPages: 3, as: all }
    rows: all
account: { active: { yes: [on], no: [off] }, verbs: { account.read: user.read, account.list: user.list } }
limits: { stepMs: 700, pageMs: 4000 }
`
const { recipe } = loadRecipe(recipeYaml)

afterAll(() => host[Symbol.asyncDispose]())

describe.skipIf(browserPath === undefined)('the engine', { timeout: 30_000 }, () => {
  test.each([
    ['its row is there', table('<tr><td>zoe</td><td>on</td></tr>'), 'yes'],
    ['its row is not there', table('<tr><td>zoey</td><td>on</td></tr>'), 'no'],
    ['only a filter box holds the name', table('<tr><td><input value="zoe"></td><td></td></tr>'), 'no'],
    [
      'CSS shows the headers in capitals',
      `<style>th{text-transform:uppercase}</style>${table('<tr><td> zoe </td><td>on</td></tr>')}`,
      'yes',
    ],
    ['a cell spans columns', `<table><tr><th colspan=2>Pic<th>Who<th>State</tr><tr><td>a<td>b<td>zoe<td>on</tr></table>`, 'yes'],
    ['the table lost a header', table('<tr><td>zoe</td><td>on</td></tr>').replace('Who', 'Person'), 'READ_UNPROVEN'],
    ['there are two tables like it', table('<tr><td>zoe</td><td>on</td></tr>').repeat(2), 'READ_UNPROVEN'],
    ['two rows have the name', table('<tr><td>zoe</td><td>on</td></tr><tr><td>zoe</td><td>off</td></tr>'), 'ROW_AMBIGUOUS'],
  ])('reads a table: %s', async (_what, page, expected) => {
    const read = [
      { goto: '/' },
      { decide: 'exists', present: { visible: 'row' }, absent: { all: [{ visible: 'inside' }, { gone: 'row' }] } },
    ]
    const { code, run } = await play({ '/': inside(page) }, read)
    expect(code ?? run?.scope.var.exists).toBe(expected)
  })

  test('a cell is read by the header above it', async () => {
    const steps = [{ goto: '/' }, { extract: 'state', as: 'state' }]
    const { run } = await play({ '/': inside(table('<tr><td>zoe</td><td>on <select><option>off</select></td></tr>')) }, steps)
    expect(run?.scope.var.state).toBe('on')
  })

  test('a name cannot break out of its selector', async () => {
    const userName = `x" >> css=body 'y`
    const page = inside(table(`<tr><td>x" &gt;&gt; css=body 'y</td><td>on</td></tr>`))
    const { run } = await play({ '/': page }, [{ goto: '/' }, { extract: 'state', as: 'state' }], { userName })
    expect(run?.scope.var.state).toBe('on')
  })

  const saving = [{ goto: '/' }, { click: 'save', commit: true }]
  test.each([
    ['both rungs are one control', '<form method=post action=/done><button class=save>Save</button></form>', undefined, 1],
    ['only the lower rung is left', '<form method=post action=/done><button class=save>Store</button></form>', undefined, 1],
    [
      'the rungs point at two controls',
      '<form method=post action=/done><button>Save</button><button class=save>Delete</button></form>',
      'TARGET_CONFLICT',
      0,
    ],
    ['there are two of it', '<form method=post action=/done><button>Save</button><button>Save</button></form>', 'TARGET_AMBIGUOUS', 0],
    ['it is disabled', '<form method=post action=/done><button disabled class=save>Save</button></form>', 'OBSTRUCTED', 0],
    [
      'something covers it',
      '<form method=post action=/done><button class=save>Save</button></form><div style="position:fixed;inset:0"></div>',
      'OBSTRUCTED',
      0,
    ],
    [
      'it asks something unforeseen',
      `<form method=post action=/done onsubmit="return confirm('Sure?')"><button class=save>Save</button></form>`,
      'OBSTRUCTED',
      0,
    ],
  ])('commits: %s', async (_what, form, code, posts) => {
    const played = await play({ '/': inside(form), '/done': inside('done') }, saving)
    expect([played.code, played.posts]).toEqual([code, posts])
  })

  test('a dialog is accepted only when it names the one that is meant', async () => {
    const asking = (name: string) =>
      inside(`<form method=post action=/done onsubmit="return confirm('Delete ${name}?')"><button class=save>Save</button></form>`)
    const steps = [{ goto: '/' }, { dialog: 'accept', textRe: '^Delete ${input.userName|re}\\?$' }, { click: 'save', commit: true }]
    const right = await play({ '/': asking('zoe'), '/done': inside('done') }, steps)
    expect([right.code, right.posts]).toEqual([undefined, 1])
    const wrong = await play({ '/': asking('zoey'), '/done': inside('done') }, steps)
    expect([wrong.code, wrong.posts]).toEqual(['WRONG_SUBJECT', 0])
  })

  test('a departure from the first rung is noted', async () => {
    const { drift } = await play({ '/': inside('<button class=save>Store</button>') }, [{ goto: '/' }, { click: 'save' }])
    expect(drift).toEqual(['save'])
  })

  test('a page that rewrites what was typed is noticed', async () => {
    const page = inside('<p><span>Name:</span> <input oninput="this.value=this.value.toUpperCase()"></p>')
    expect((await play({ '/': page }, [{ goto: '/' }, { fill: 'name', value: 'zoe' }])).code).toBe('FILL_REWRITTEN')
  })

  test('a box behind its own label is ticked, and one that does not take the tick is noticed', async () => {
    const hidden =
      '<style>#box{opacity:0;position:absolute;left:-9999px;display:none}</style><label><input type=checkbox id=box> Tick</label>'
    const steps = [{ goto: '/' }, { check: 'box', on: true }, { extract: 'box', as: 'box', from: 'checked' }]
    expect((await play({ '/': inside(hidden) }, steps.slice(0, 2))).code).toBeUndefined()
    const stubborn = '<input type=checkbox id=box onclick="return false">'
    expect((await play({ '/': inside(stubborn) }, steps)).code).toBe('CHECK_IGNORED')
  })

  test('a form that gets its data late is waited for before the subject is judged', async () => {
    const page = inside(
      `<p><span>Name</span> <input id=name></p><script>setTimeout(() => { document.querySelector('#name').value = 'zoe' }, 150)</script>`,
    )
    const subject = [{ goto: '/' }, { subject: 'name', is: '${input.userName}', from: 'value' }]
    expect((await play({ '/': page }, subject)).code).toBeUndefined()
    expect((await play({ '/': page }, subject, { userName: 'eve' })).code).toBe('WRONG_SUBJECT')
  })

  const form = (action = '/in', type = 'password') =>
    `<form method=post action="${action}"><label for=p>Password</label><input id=p name=p type=${type}><button>Go</button></form>`

  test('a password goes only into a password field', async () => {
    const played = await play({ '/': form(), '/login': form('/in', 'text') }, [{ goto: '/' }])
    expect([played.code, played.secretsAsked]).toEqual(['SECRET_FIELD', 0])
  })

  test('a sign-in page that leads to another origin gets no secret, and that origin hears nothing', async () => {
    await using other = await startPageServer({ '/login': form(), '/in': 'thanks' })
    const redirected = await play({ '/': form(), '/login': { redirect: `${other.url}/login` } }, [{ goto: '/' }])
    expect([redirected.code, redirected.secretsAsked]).toEqual(['ORIGIN', 0])
    const posting = await play({ '/': form(), '/login': form(`${other.url}/in`) }, [{ goto: '/' }])
    expect(posting.code).toBe('ORIGIN')
    expect(other.requests).toEqual([])
  })

  test('a frame of another origin is not loaded', async () => {
    await using other = await startPageServer({ '/login': form() })
    const played = await play({ '/': inside(`<iframe src="${other.url}/login"></iframe>`) }, [
      { goto: '/' },
      { expect: { visible: 'save' } },
    ])
    expect(played.code).toBe('ORIGIN')
    expect(other.requests).toEqual([])
  })

  test('nothing that is thrown quotes what was typed', async () => {
    const broken = form().replace('<input', '<input disabled')
    const played = await play({ '/': form(), '/login': broken }, [{ goto: '/' }])
    expect(played.code).toBeDefined()
    expect(`${played.error?.message} ${played.error?.stack} ${JSON.stringify(played.error)}`).not.toContain(secret)
    expect(played.error?.cause).toBeUndefined()
  })

  test('a connection outlives the end of its browser', async () => {
    await using server = await startPageServer({ '/': inside('hello') })
    const { session } = openSession(server)
    const visit = () => session.onFreshPage(order('zoe'), (run) => run.open('/'))
    await visit()
    await host[Symbol.asyncDispose]()
    await visit()
    expect(server.requests).toEqual(['GET /', 'GET /'])
    await session[Symbol.asyncDispose]()
  })
})

interface Played {
  readonly run: Run | undefined
  readonly code: string | undefined
  readonly error: ConnectorError | undefined
  readonly posts: number
  readonly secretsAsked: number
  readonly drift: readonly string[]
}

async function play(pages: Readonly<Record<string, ServedPage>>, steps: readonly unknown[], input = { userName: 'zoe' }): Promise<Played> {
  await using server = await startPageServer(pages)
  const { session, asked } = openSession(server)
  try {
    const parsed = steps.map((step) => stepSchema.parse(step))
    const [run, error] = await session
      .onFreshPage(order(input.userName), async (current) => {
        await runSteps(current, parsed)
        return current
      })
      .then(
        (done) => [done, undefined] as const,
        (thrown: unknown) => [undefined, connectorError(thrown)] as const,
      )
    const posts = server.requests.filter((request) => request.startsWith('POST')).length
    return { run, error, code: error?.code, posts, secretsAsked: asked.length, drift: session.drift }
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

function openSession(server: PageServer) {
  const asked: string[] = []
  const ports: ConnectorPorts = {
    secret: async (name) => {
      asked.push(name)
      return secret
    },
    wait: (ms, signal) => delay(ms, undefined, { signal }),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    recordExchange: () => undefined,
    session: { load: async () => undefined, save: async () => undefined },
  }
  return { session: new AppSession({ recipe, connection: { baseUrl: server.url }, ports, host, browserPath: browserPath ?? '' }), asked }
}

function order(userName: string) {
  return { about: 'test', inputs: { userName }, stops: [], signal: AbortSignal.timeout(20_000) }
}

function connectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  throw new Error('the engine throws only ConnectorError', { cause: thrown })
}

function inside(body: string): string {
  return `<p id=in>signed in</p>${body}`
}

function table(rows: string): string {
  return `<table><thead><tr><th>Who</th><th>State</th></tr></thead><tbody>${rows}</tbody></table>`
}
