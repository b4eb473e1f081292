/** The emergency shutdown that a breaker asked for when it tripped: its follow-up carries that one through and no other. */
export const breakerShutdowns = `
alter table breakers add column shutdown_id bigint references emergency_shutdowns;
`;
