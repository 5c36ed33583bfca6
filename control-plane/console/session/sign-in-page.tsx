import { Button, Paper, PasswordInput, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { type SubmitEvent, useState } from 'react'
import { createApiClient } from '../api/create-api-client.ts'
import { type Trouble, troubleOf } from '../api/trouble-of.ts'
import { useWords } from '../language/language-context.ts'
import type { Words } from '../language/words.ts'
import { Brand } from '../page/brand.tsx'
import { ColorSchemeToggle } from '../page/color-scheme-toggle.tsx'
import { LanguageToggle } from '../page/language-toggle.tsx'
import { isWholeToken } from './session-token.ts'

interface SignInPageProps {
  /** Why the last session ended, when it did not end by choice. */
  readonly hasEnded: boolean
  readonly onSignedIn: (token: string) => void
}

/** Asks for the operator's token and tries it before it lets anybody in. */
export function SignInPage({ hasEnded, onSignedIn }: SignInPageProps) {
  const words = useWords()
  const [text, setText] = useState('')
  const check = useMutation({
    mutationFn: (token: string) => createApiClient(token).organization.get.query(),
    networkMode: 'always',
    onSuccess: (_organization, token) => onSignedIn(token),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    check.mutate(text.trim())
  }
  const error = errorText(words, { isWhole: check.variables === undefined || isWholeToken(check.variables), error: check.error })
  return (
    <div className="sign-in">
      <header className="sign-in-bar">
        <Brand />
        <span className="spacer" />
        <LanguageToggle />
        <ColorSchemeToggle />
      </header>
      <main className="sign-in-middle">
        <Paper component="form" className="sign-in-card" onSubmit={submit} noValidate>
          <Title order={1} size="h2">
            {words.signIn.title}
          </Title>
          <Text c="dimmed">{words.signIn.tagline}</Text>
          {hasEnded && error === undefined && <Text role="status">{words.signIn.ended}</Text>}
          <PasswordInput
            label={words.signIn.token}
            description={words.signIn.hint}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            placeholder="rct_…"
            size="md"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={error}
            errorProps={{ role: 'alert' }}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus
            autoFocus
          />
          <Button type="submit" size="md" fullWidth loading={check.isPending}>
            {words.signIn.button}
          </Button>
        </Paper>
      </main>
    </div>
  )
}

function errorText(words: Words, { isWhole, error }: { isWhole: boolean; error: Error | null }): string | undefined {
  if (error === null) return undefined
  const trouble: Trouble = error instanceof TRPCClientError ? troubleOf(error) : { kind: 'unreachable' }
  if (trouble.kind === 'signed_out') return isWhole ? words.signIn.unknown : words.signIn.incomplete
  return trouble.kind === 'refused' ? trouble.message : `${words.connection.lost} ${words.connection.again}.`
}
