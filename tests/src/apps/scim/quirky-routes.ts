import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { applyQuirkyPatch } from './quirky-patch.ts'
import { type ScimDirectory, type StoredGroup, type StoredUser, storedGroupSchema, storedUserSchema } from './scim-directory.ts'
import { ScimProblem } from './scim-problem.ts'

const mostPerPage = 10
const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/**
 * Pages of ten whatever is asked, PATCH only and, as DELETE, only under an ETag, answers to PATCH without a body, user names compared by case in filters
 * (though not for uniqueness), every filter but `userName eq` ignored, no ServiceProviderConfig, no `groups` in users.
 */
export function quirkyRoutes(directory: ScimDirectory): Router {
  const router = Router()
  router.use(express.json({ type: ['application/scim+json', 'application/json'] }))
  router.get('/Users', (request, response) => sendPage(request, response, users(directory, request)))
  router.get('/Users/:id', (request, response) => send(response, 200, found(directory.users.get(request.params.id))))
  router.post('/Users', (request, response) => send(response, 201, createUser(directory, request.body)))
  router.patch('/Users/:id', (request, response) => {
    patchUser(directory, found(directory.users.get(request.params.id)), request)
    response.status(204).end()
  })
  router.delete('/Users/:id', (request, response) => {
    deleteUser(directory, found(directory.users.get(request.params.id)), request)
    response.status(204).end()
  })
  router.get('/Groups', (request, response) => sendPage(request, response, [...directory.groups.values()]))
  router.get('/Groups/:id', (request, response) => send(response, 200, found(directory.groups.get(request.params.id))))
  router.patch('/Groups/:id', (request, response) => {
    patchGroup(directory, found(directory.groups.get(request.params.id)), request)
    response.status(204).end()
  })
  router.put(['/Users/:id', '/Groups/:id'], () => {
    throw new ScimProblem(501, 'PUT is not offered; use PATCH')
  })
  router.use(() => {
    throw new ScimProblem(404, 'no such endpoint')
  })
  router.use(sendProblem)
  return router
}

// oxlint-disable-next-line max-params -- Express knows an error handler by its four parameters
const sendProblem: ErrorRequestHandler = (error, _request, response, _next) => {
  const problem = error instanceof ScimProblem ? error : new ScimProblem(400, 'the request cannot be read', 'invalidSyntax')
  response.status(problem.status).type('application/scim+json').send(JSON.stringify(problem.toBody()))
}

function users(directory: ScimDirectory, request: Request): readonly StoredUser[] {
  const everyone = [...directory.users.values()]
  const wanted = /^userName eq ("(?:[^"\\]|\\.)*")$/.exec(z.string().catch('').parse(request.query.filter))?.[1]
  return wanted === undefined ? everyone : everyone.filter((user) => user.userName === JSON.parse(wanted))
}

function createUser(directory: ScimDirectory, body: unknown): StoredUser {
  const user = storedUserSchema.parse({ ...Object(body), id: randomUUID(), meta: versionMeta(1) })
  if (directory.isTaken(user.userName, undefined)) throw new ScimProblem(409, 'the user name is taken', 'uniqueness')
  return directory.saveUser(user)
}

function patchUser(directory: ScimDirectory, user: StoredUser, request: Request): void {
  const version = checkVersion(user, request)
  const after = storedUserSchema.parse({ ...applyQuirkyPatch(user, request.body), id: user.id, meta: versionMeta(version + 1) })
  if (directory.isTaken(after.userName, user.id)) throw new ScimProblem(409, 'the user name is taken', 'uniqueness')
  directory.saveUser(after)
}

function deleteUser(directory: ScimDirectory, user: StoredUser, request: Request): void {
  checkVersion(user, request)
  directory.deleteUser(user)
}

function patchGroup(directory: ScimDirectory, group: StoredGroup, request: Request): void {
  const version = checkVersion(group, request)
  directory.saveGroup(storedGroupSchema.parse({ ...applyQuirkyPatch(group, request.body), id: group.id, meta: versionMeta(version + 1) }))
}

function checkVersion(resource: object, request: Request): number {
  const version = versionOf(resource)
  const expected = request.get('if-match')
  if (expected === undefined) throw new ScimProblem(428, 'a change needs If-Match')
  if (expected !== versionMeta(version).version) throw new ScimProblem(412, 'the resource has changed since it was read')
  return version
}

/** What was seeded has no version yet, and counts as the first. */
function versionOf(resource: object): number {
  const meta: unknown = 'meta' in resource ? resource.meta : undefined
  const version = typeof meta === 'object' && meta !== null && 'version' in meta ? String(meta.version) : 'W/"1"'
  return Number(/\d+/.exec(version)?.[0])
}

function versionMeta(version: number): { version: string } {
  return { version: `W/"${version}"` }
}

function sendPage(request: Request, response: Response, resources: readonly object[]): void {
  const from = Math.max(Number(request.query.startIndex ?? 1), 1)
  const count = Math.min(Number(request.query.count ?? mostPerPage), mostPerPage)
  const page = resources.slice(from - 1, from - 1 + count).map(withVersion)
  send(response, 200, { schemas: [listUrn], totalResults: resources.length, startIndex: from, itemsPerPage: page.length, Resources: page })
}

function send(response: Response, status: number, body: object): void {
  response
    .status(status)
    .type('application/scim+json')
    .send(JSON.stringify('totalResults' in body ? body : withVersion(body)))
}

function withVersion(resource: object): object {
  return { ...resource, meta: versionMeta(versionOf(resource)) }
}

function found<T>(resource: T | undefined): T {
  if (resource === undefined) throw new ScimProblem(404, 'no such resource')
  return resource
}
