export interface ReadmeFacts {
  readonly case: string
  readonly kind: string
  readonly origin: string
  readonly from: number
  readonly to: number
  readonly rootFingerprint: string
  readonly root: { readonly keyIds: readonly string[]; readonly threshold: number }
}

/** What a reader without our software does with the packet, and what the packet cannot tell. */
export function readmeText(facts: ReadmeFacts): string {
  const { root } = facts
  const rootChecks = root.keyIds.flatMap((keyId) => {
    const name = `keys/root-${keyId.slice(0, 16)}`
    return [
      `   openssl pkeyutl -verify -pubin -inkey ${name}.pem -rawin -in keys/trust.pae -sigfile ${name}.sig`,
      `   openssl pkey -pubin -in ${name}.pem -outform DER | sha256sum     # ${keyId}`,
    ]
  })
  return `Evidence packet: ${facts.kind} case ${facts.case}
Log ${facts.origin}, entries ${facts.from} to ${facts.to}

Root fingerprint ${facts.rootFingerprint}
Compare it with the one that you got from somewhere else (contract, website, telephone). Nothing in here makes it true.

Check without our software, in the unpacked folder:

1. No file is changed or missing:
   sha256sum -c SHA256SUMS

2. The list of files is signed, by two keys over the same bytes:
   openssl pkeyutl -verify -pubin -inkey keys/packet-ed25519.pem -rawin -in packet.pae -sigfile packet.ed25519.sig
   openssl dgst -sha256 -verify keys/packet-p256.pem -signature packet.p256.sig packet.pae
   grep -c "$(sha256sum SHA256SUMS | cut -c1-64)" packet.pae          # prints 1

3. The root vouches for these keys (${root.threshold} of ${root.keyIds.length} root signatures):
${rootChecks.join('\n')}
   printf '${JSON.stringify({ keyIds: [...root.keyIds].sort(), threshold: root.threshold })}' | sha256sum     # the fingerprint
   openssl pkey -pubin -in keys/packet-ed25519.pem -outform DER | sha256sum     # listed in keys/trust.pae as a packet key
   openssl pkey -pubin -in keys/packet-p256.pem -outform DER | sha256sum        # likewise

A verifier of C2SP formats also checks the log: events/*.tlog-proof (inclusion), log/ (consistency), range/ (every entry between the two
checkpoints: nothing about this case was left out), receipts/ (signed by the agent in the customer's network, with its enrolled key).

What is NOT proven:
- that the HR system was told the truth, and that an app told the truth about its own state
- when something happened: times are claims by the side named in "src"; the log proves their order
- that the same log was shown to everybody: no witness has cosigned these checkpoints
- anything about other cases, or after entry ${facts.to}
`
}
