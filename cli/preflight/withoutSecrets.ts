import type { Config } from '../../config/schema';
import type { Secret } from '../../config/secret';
import type { Check } from './check';

/** Checks as they may be shown. Venues answer with texts of their own, and some repeat the key that they were sent. */
export function withoutSecrets(checks: readonly Check[], config: Config): Check[] {
  const secrets = secretsOf(config);
  const clean = (text: string) =>
    secrets.reduce((kept, secret) => kept.replaceAll(secret, '[redacted]'), text);
  return checks.map((check) => {
    const found = clean(check.found);
    return 'remedy' in check ? { ...check, found, remedy: clean(check.remedy) } : { ...check, found };
  });
}

function secretsOf({ venues, paper }: Config): string[] {
  const sections = [...Object.values(venues), ...Object.values(paper)];
  const secrets = sections.flatMap((section): Secret[] => [
    section.apiKey,
    section.apiSecret,
    section.guardApiKey,
    section.guardApiSecret,
  ]);
  return secrets.flatMap((secret) => (secret.isEmpty ? [] : [secret.reveal()]));
}
