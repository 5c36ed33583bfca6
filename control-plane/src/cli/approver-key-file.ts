import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/** Writes a new Ed25519 private key (PKCS #8, PEM) that only its owner may read. @throws when the file exists already: a key is never overwritten */
export function createKeyFile(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  return privateKey
}

export function readKeyFile(file: string): KeyObject {
  const pem = readFileSync(file)
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Error(`${file} holds no private key: name the file that "rollcall approver init" wrote`)
  }
}
