import type { ConnectorPorts } from '@rollcall/shared/connector/connector'
import { ConnectorError } from '@rollcall/shared/failure'
import { z } from 'zod'
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { failureOfAnswer } from './failure-of-answer.ts'

export interface ScimChange {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

export type WirePorts = Pick<ConnectorPorts, 'wait' | 'now' | 'recordExchange'>

const versioned = z.looseObject({ id: z.string(), meta: z.looseObject({ version: z.string() }) })
const mediaType = 'application/scim+json'
/** A 429 without Retry-After (seen from several vendors) is given this long. */
const defaultThrottleMs = 1_000

/** SCIM messages over HTTP: JSON both ways, failures as `ConnectorError`, and the last version seen of each resource for `If-Match`. */
export class ScimWire implements AsyncDisposable {
  readonly host: string
  readonly #http: HttpClient
  readonly #ports: WirePorts
  readonly #shortWaitMs: number
  readonly #versions = new Map<string, string>()
  #sawVersions = false

  constructor(http: HttpClient, ports: WirePorts, shortWaitMs: number) {
    this.host = http.host
    this.#http = http
    this.#ports = ports
    this.#shortWaitMs = shortWaitMs
  }

  async read<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const answer = await this.#send({ method: 'GET', path, headers: { accept: `${mediaType}, application/json` } }, signal)
    const json = this.#json(answer)
    this.noteVersion(json, path)
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    throw new ConnectorError('invalid', `${this.host} answered with something other than SCIM: ${places(parsed.error)}`, { code: 'shape' })
  }

  /** Sends one change under the version last seen of the resource. The answer's body, or undefined where the service sends none. */
  async change({ method, path, body }: ScimChange, signal: AbortSignal): Promise<unknown> {
    const version = method === 'POST' ? undefined : this.#versions.get(path)
    this.#versions.delete(path)
    const headers = {
      accept: `${mediaType}, application/json`,
      ...(body === undefined ? {} : { 'content-type': mediaType }),
      ...(version === undefined ? {} : { 'if-match': version }),
    }
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }
    const answer = await this.#send({ method, path, headers, ...sent }, signal)
    const json = answer.body.length === 0 ? undefined : this.#json(answer)
    if (method === 'PUT' || method === 'PATCH') this.#noteChanged(json, path, answer.headers.etag)
    return json
  }

  /** Remembers the version of a resource as just read. */
  noteVersion(resource: unknown, path: string): void {
    const parsed = versioned.safeParse(resource)
    if (!parsed.success) return
    this.#sawVersions = true
    this.#versions.set(path, parsed.data.meta.version)
  }

  /** The ETag header counts only where resources carry `meta.version`: web servers add one of their own that no SCIM service compares. */
  #noteChanged(resource: unknown, path: string, etag: string | undefined): void {
    this.noteVersion(resource, path)
    if (this.lacksVersion(path) && etag !== undefined) this.#versions.set(path, etag)
  }

  /** True when the service versions its resources and we hold no version of this one: it wants to be read before it is changed. */
  lacksVersion(path: string): boolean {
    return this.#sawVersions && !this.#versions.has(path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http[Symbol.asyncDispose]()
  }

  async #send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    let answer = await this.#http.send(request, signal)
    const wait = this.#shortWait(answer)
    if (wait !== undefined) {
      await this.#ports.wait(wait, signal)
      answer = await this.#http.send(request, signal)
    }
    if (request.method !== 'GET') this.#record(request, answer)
    const failure = failureOfAnswer(answer, this.host, this.#ports.now())
    if (failure !== undefined) throw failure
    return answer
  }

  /** One short wait on 429, so that a long listing survives; a longer one is the executor's to schedule, and a person's to see. */
  #shortWait(answer: HttpAnswer): number | undefined {
    if (answer.status !== 429) return undefined
    const asked = retryAfterMs(answer.headers['retry-after'], this.#ports.now()) ?? defaultThrottleMs
    return asked <= this.#shortWaitMs ? asked : undefined
  }

  #record(request: HttpRequest, answer: HttpAnswer): void {
    const line = Buffer.from(`${request.method} ${request.path}\n\n`)
    const sent = Buffer.concat([line, request.body ?? Buffer.alloc(0)])
    this.#ports.recordExchange({ method: request.method, status: answer.status, request: sent, response: answer.body })
  }

  #json(answer: HttpAnswer): unknown {
    try {
      return JSON.parse(Buffer.from(answer.body).toString())
    } catch {
      // The parser's own error quotes the body, so it is not kept as the cause.
      throw new ConnectorError('invalid', `${this.host} answered ${answer.status} with a body that is not JSON`, { code: 'not_json' })
    }
  }
}

/** Where a body is wrong, by attribute names alone: values stay out of messages. */
function places(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'body'} (${issue.code})`)
    .join(', ')
}
