import { Button } from '@mantine/core'
import type { Id } from '@rollcall/shared/ids'
import { useMutation } from '@tanstack/react-query'
import { troubleOf } from '../api/trouble-of.ts'
import { useTRPC } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { CopyableHash } from '../page/copyable-hash.tsx'
import { DownloadIcon } from '../page/icons.tsx'
import { TroubleText } from '../page/trouble-text.tsx'
import { saveFile } from './save-file.ts'

/** Saves the case's evidence as a zip, and shows the hash that the ledger now knows it by. */
export function PacketButton({ case: id }: { readonly case: Id<'case'> }) {
  const trpc = useTRPC()
  const { packet } = useWords()
  const download = useMutation(
    trpc.evidence.exportCase.mutationOptions({
      onSuccess: ({ zip }) => saveFile({ name: `${id}.zip`, type: 'application/zip', base64: zip }),
    }),
  )
  return (
    <>
      <Button variant="default" leftSection={<DownloadIcon />} loading={download.isPending} onClick={() => download.mutate({ case: id })}>
        {packet.download}
      </Button>
      {download.data && (
        <span className="action-note" role="status">
          {packet.saved} <CopyableHash label="SHA-256" value={download.data.sha256} />
        </span>
      )}
      {download.error && <TroubleText trouble={troubleOf(download.error)} />}
    </>
  )
}
