import type { VenueId } from '../domain/instrument';
import type { Clock } from '../runtime/clock';

/** How this process is told by a venue what happens there. */
export type VenueLink = 'public' | 'private';

/** Since when each link to each venue has been down; a link counts as down until it is told of. */
export interface VenueLinks {
  set(venue: VenueId, link: VenueLink, works: boolean): void;
  /** How long the link that is down longest has been so; `null` while all that are watched work. */
  downForMs(venue: VenueId): number | null;
}

export function createVenueLinks(
  venues: readonly VenueId[],
  watched: readonly VenueLink[],
  clock: Clock,
): VenueLinks {
  const startedAtMs = clock.nowMs();
  const downSince = new Map<string, number | undefined>(
    venues.flatMap((venue) => watched.map((link) => [`${venue} ${link}`, startedAtMs] as const)),
  );
  return {
    set(venue, link, works) {
      const key = `${venue} ${link}`;
      if (works) downSince.set(key, undefined);
      else if (downSince.get(key) === undefined) downSince.set(key, clock.nowMs());
    },
    downForMs(venue) {
      const since = watched.flatMap((link) => downSince.get(`${venue} ${link}`) ?? []);
      return since.length === 0 ? null : Math.max(0, clock.nowMs() - Math.min(...since));
    },
  };
}
