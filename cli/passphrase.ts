import type { CommandContext } from './commandContext';
import { UserError } from './userError';

const SHORTEST = 12;

/** The passphrase of the vault: from the file that `vault.passphraseFile` names, else asked at the terminal. @throws UserError where neither can be */
export function askPassphrase(
  { input }: Pick<CommandContext, 'input'>,
  question = 'Passphrase of the vault: ',
): Promise<string> {
  if (!input.terminal)
    throw new UserError({
      problem: 'The vault needs its passphrase and there is no terminal to ask at',
      remedy: 'Set VAULT_PASSPHRASE_FILE to the file that holds it',
    });
  return input.hidden(question);
}

/** A new passphrase, asked twice. @throws UserError where it is short or the two differ */
export async function askNewPassphrase(context: Pick<CommandContext, 'input'>): Promise<string> {
  const passphrase = usablePassphrase(await askPassphrase(context, 'New passphrase: '));
  if ((await askPassphrase(context, 'The same again: ')) !== passphrase)
    throw new UserError({ problem: 'The two passphrases differ', remedy: 'Nothing was changed; try again' });
  return passphrase;
}

/** @throws UserError where it is too short to protect keys */
export function usablePassphrase(passphrase: string): string {
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new UserError({
    problem: `The passphrase has less than ${SHORTEST} characters`,
    remedy: 'Choose a longer one, for example four words',
  });
}
