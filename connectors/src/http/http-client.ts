import { ConnectorError } from '@rollcall/shared/failure'
import { Agent, type Dispatcher, request as sendRequest } from 'undici'
import { transportFailure } from './transport-failure.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Appended to the base URL; starts with a slash. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface HttpAnswer {
  readonly status: number
  /** By lower-case name; the last one where a header repeats. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface HttpOptions {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxBytes?: number
}

/**
 * One app's address over kept-alive connections. Every exchange is bounded in time and size, and a redirect is an answer, never followed:
 * credentials go to the address that the operator typed and to no other.
 */
export class HttpClient implements AsyncDisposable {
  readonly host: string
  readonly #base: string
  readonly #options: HttpOptions
  readonly #agent = new Agent({ connections: 4, connect: { timeout: 10_000 } })

  constructor(options: HttpOptions) {
    this.#options = options
    this.#base = options.baseUrl.replace(/\/+$/, '')
    this.host = new URL(options.baseUrl).host
  }

  /** @throws ConnectorError when no answer came; the signal's own reason when the caller gave up */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted()
    try {
      return await this.#exchange(request, AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMs)]))
    } catch (error) {
      if (signal.aborted) throw abandoned(signal, this.host)
      throw transportFailure(error, this.host)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy()
  }

  async #exchange({ method, path, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await sendRequest(`${this.#base}${path}`, {
      dispatcher: this.#agent,
      method,
      headers: { ...this.#options.headers, ...headers },
      body: body ?? null,
      signal,
    })
    return { status: answer.statusCode, headers: flatten(answer.headers), body: await this.#readBody(answer.body) }
  }

  async #readBody(body: Dispatcher.ResponseData['body']): Promise<Uint8Array> {
    const limit = this.#options.maxBytes ?? 16_777_216
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a response body comes in bytes')
      size += chunk.length
      if (size > limit)
        throw new ConnectorError('invalid', `${this.host} sent more than ${limit} bytes in one answer`, { code: 'too_large' })
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}

/** A deadline set by the caller is a timeout of the app; any other reason is the caller's own and passes through. */
function abandoned(signal: AbortSignal, host: string): unknown {
  const isDeadline = signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
  return isDeadline ? transportFailure(signal.reason, host) : signal.reason
}

function flatten(headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value
    if (last !== undefined) flat[name.toLowerCase()] = last
  }
  return flat
}
