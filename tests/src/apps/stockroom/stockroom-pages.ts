import { roles, type StockUser } from './stock-user.ts'

/** Everything that a page of Stockroom needs to know about itself. */
export interface PageFrame {
  readonly lang: string
  readonly signedIn: boolean
  readonly flash: string
  readonly nag: boolean
  readonly csrf: string
}

export interface UserList {
  readonly users: readonly StockUser[]
  sessionsOf(userName: string): number
  readonly page: number
  readonly pages: number
  readonly total: number
  readonly query: string
  readonly field: string
}

const perPage = 25

export function loginPage(frame: PageFrame, options: { error: string; captcha: boolean }): string {
  const puzzle = options.captcha
    ? '<div class="captcha" role="group" aria-label="Are you human?">Pick every picture with a pallet</div>'
    : ''
  const error = options.error === '' ? '' : `<p class="error" role="alert">${escape(options.error)}</p>`
  return layout(
    frame,
    'Sign in',
    `${error}<form method="post" action="/login">${csrfField(frame)}
    <p><label for="login">User name</label> <input id="login" name="login" autocomplete="username"></p>
    <p><label for="secret">Password</label> <input id="secret" name="secret" type="password" autocomplete="current-password"></p>
    ${puzzle}<p><button>Sign in</button></p></form>`,
  )
}

export function listPage(frame: PageFrame, list: UserList): string {
  const rows = list.users.map((user) => userRow(user, list.sessionsOf(user.userName))).join('\n')
  const from = (list.page - 1) * perPage + 1
  const counter = list.total === 0 ? 'No users found' : `Showing ${from} to ${from + list.users.length - 1} of ${list.total} users`
  return layout(
    frame,
    'Users',
    `<form method="get" action="/users" role="search">
      <label for="q">Find</label> <input id="q" name="q" value="${escape(list.query)}">
      <select name="field" aria-label="Search in">${option('all', 'All fields', list.field)}${option('login', 'User name', list.field)}</select>
      <button>Search</button></form>
    <p class="result">${list.query === '' ? '' : `Results for “${escape(list.query)}”`}</p>
    <p class="counter">${counter}</p>
    <table class="grid"><thead><tr><th>User name</th><th>First name</th><th>Last name</th><th>E-mail</th><th>Role</th><th>Department</th><th>Job title</th><th>Status</th><th>Last sign-in</th><th>Sessions</th><th></th></tr></thead>
    <tbody>${rows}</tbody></table>
    <p class="pager">${pager(list)}</p>
    <p><a href="/users/new">Add user</a></p>`,
  )
}

export function newUserPage(frame: PageFrame, error: string): string {
  const alert = error === '' ? '' : `<p class="error" role="alert">${escape(error)}</p>`
  return layout(
    frame,
    'Add user',
    `${alert}<form method="post" action="/users">${csrfField(frame)}
    ${field('User name', 'login', '')}${profileFields(undefined)}
    <p><label for="role">Role</label> <select id="role" name="role">${roles.map((role) => option(role, role, 'Clerk')).join('')}</select></p>
    <p><label for="pw">Initial password</label> <input id="pw" name="pw" type="password"></p>
    <p><label><input type="checkbox" name="welcome" checked> Send welcome message</label></p>
    <p><button>Create user</button></p></form>`,
  )
}

export function editPage(frame: PageFrame, user: StockUser, options: { renamed: boolean; error: string }): string {
  return layout(
    frame,
    'Edit user',
    `${options.error === '' ? '' : `<p class="error" role="alert">${escape(options.error)}</p>`}<dl><dt>Editing</dt><dd class="who">${escape(user.userName)}</dd><dt>Status</dt><dd class="state">${user.active ? 'Active' : 'Disabled'}</dd></dl>
    <form method="post" action="/users/${escape(user.userName)}">${csrfField(frame)}${profileFields(user)}<p><button>Save changes</button></p></form>
    <form method="post" action="/users/${escape(user.userName)}/rename">${csrfField(frame)}${field('New user name', 'newlogin', '')}<p><button name="rename">Rename user</button></p></form>
    <form method="post" action="/users/${escape(user.userName)}/signout">${csrfField(frame)}<button name="signout">Sign out everywhere</button></form>
    ${user.active ? disableControl(frame, user, options.renamed) : enableControl(frame, user)}`,
  )
}

/** What everybody but the administrator sees. */
export function ownPage(frame: PageFrame, userName: string): string {
  return layout(frame, 'My shelf', `<p>Signed in as <b class="me">${escape(userName)}</b></p>`)
}

export function messagePage(frame: PageFrame, title: string): string {
  return layout(frame, title, '<p>Please contact the system administrator.</p>')
}

function disableControl(frame: PageFrame, user: StockUser, renamed: boolean): string {
  const target = `/users/${escape(user.userName)}/disable`
  if (renamed) return `<form method="post" action="${target}?v2">${csrfField(frame)}<button class="pill">Archive…</button></form>`
  const confirm = `return confirm('Disable user ${escape(user.userName)}?')`
  return `<form method="post" action="${target}" onsubmit="${confirm}">${csrfField(frame)}<button class="danger" name="disable">Disable user</button></form>`
}

function enableControl(frame: PageFrame, user: StockUser): string {
  return `<form method="post" action="/users/${escape(user.userName)}/enable">${csrfField(frame)}<button name="enable">Re-enable user</button></form>`
}

function userRow(user: StockUser, sessions: number): string {
  const cells = [user.userName, user.givenName, user.familyName, user.email, user.role, user.department, user.title]
  const state = user.active ? 'Active' : 'Disabled'
  return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}<td><span class="state">${state}</span></td><td>${escape(user.lastSignIn || 'Never')}</td><td>${sessions}</td><td><a href="/users/${escape(user.userName)}/edit">Edit</a></td></tr>`
}

function profileFields(user: StockUser | undefined): string {
  return [
    field('First name', 'given', user?.givenName ?? ''),
    field('Last name', 'family', user?.familyName ?? ''),
    field('E-mail', 'mail', user?.email ?? ''),
    field('Department', 'dept', user?.department ?? ''),
    field('Job title', 'title', user?.title ?? ''),
  ].join('\n')
}

function field(label: string, name: string, value: string): string {
  return `<p><label for="f-${name}">${label}</label> <input id="f-${name}" name="${name}" value="${escape(value)}"></p>`
}

function pager(list: UserList): string {
  const link = (page: number, label: string) =>
    `<a href="/users?page=${page}&amp;q=${encodeURIComponent(list.query)}&amp;field=${list.field}">${label}</a>`
  const previous = list.page > 1 ? link(list.page - 1, 'Previous') : ''
  return `${previous} Page ${list.page} of ${list.pages} ${list.page < list.pages ? link(list.page + 1, 'Next') : ''}`
}

function option(value: string, label: string, chosen: string): string {
  return `<option value="${value}"${value === chosen ? ' selected' : ''}>${label}</option>`
}

function csrfField(frame: PageFrame): string {
  return `<input type="hidden" name="csrf" value="${frame.csrf}">`
}

function layout(frame: PageFrame, title: string, body: string): string {
  const menu = frame.signedIn ? '<nav><a href="/users">Users</a> <a href="/logout">Sign out</a></nav>' : ''
  const flash = frame.flash === '' ? '' : `<p class="flash" role="status">${escape(frame.flash)}</p>`
  const nag = frame.nag
    ? '<div class="nag" role="dialog" aria-label="Reminder">Your licence ends soon. <button onclick="this.parentNode.remove()">Remind me later</button></div>'
    : ''
  return `<!doctype html><html lang="${frame.lang}"><head><meta charset="utf-8"><title>${title} · Stockroom</title><style>${style}</style></head>
  <body><header><b>Stockroom 4.2</b> ${menu}</header><main><h1>${title}</h1>${flash}${body}</main>${nag}</body></html>`
}

const style = `body{font:13px Verdana,sans-serif;margin:0}header{background:#357;color:#fff;padding:6px}header a{color:#fff}main{padding:8px}
table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:2px 6px}th{text-transform:uppercase}.error{color:#a00}
.nag{position:fixed;inset:0;background:#fffd;padding:20%}`

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)
}
