/** Where the parts of a stack answer. */
export interface StackAddresses {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** `host:port`. */
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string | undefined;
  readonly simulatorAdminUrl: string | undefined;
}
