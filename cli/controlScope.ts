import { UserError } from './userError';

/** What a control is about. */
export type ControlScope =
  | { readonly kind: 'trade'; readonly name: string }
  | { readonly kind: 'strategy'; readonly name: string }
  | { readonly kind: 'venue'; readonly name: string }
  | { readonly kind: 'all' };

/** Names that a control may be about. */
export interface KnownNames {
  readonly strategy: readonly string[];
  readonly venue: readonly string[];
}

export interface RawScope {
  readonly trade?: string;
  readonly strategy?: string;
  readonly venue?: string;
  readonly all?: boolean;
}

/** The one scope that was asked for. @throws UserError where there is none or more than one: nobody should stop more than meant. */
export function parseScope(raw: RawScope): ControlScope {
  const scopes: ControlScope[] = [];
  if (raw.trade !== undefined) scopes.push({ kind: 'trade', name: raw.trade });
  if (raw.strategy !== undefined) scopes.push({ kind: 'strategy', name: raw.strategy });
  if (raw.venue !== undefined) scopes.push({ kind: 'venue', name: raw.venue });
  if (raw.all === true) scopes.push({ kind: 'all' });
  const [scope, second] = scopes;
  if (scope === undefined || second !== undefined)
    throw new UserError({
      problem: scope === undefined ? 'It is not said what this is about' : 'More than one scope is given',
      remedy: 'Give exactly one of --trade <id>, --strategy <name>, --venue <name>, --all',
    });
  return scope;
}

/**
 * A misspelt name would stop nothing and say that it did.
 * @throws UserError for a strategy or venue that is not among `known`
 */
export function requireKnown(scope: ControlScope, known: KnownNames): void {
  if (scope.kind !== 'strategy' && scope.kind !== 'venue') return;
  const names = known[scope.kind];
  if (names.includes(scope.name)) return;
  throw new UserError({
    problem: `There is no ${scope.kind} "${scope.name}"`,
    remedy: `Choose among ${names.join(', ')}`,
  });
}

/** `trade spread/…`, `all trades`. */
export function scopeText(scope: ControlScope): string {
  return scope.kind === 'all' ? 'all trades' : `${scope.kind} ${scope.name}`;
}
