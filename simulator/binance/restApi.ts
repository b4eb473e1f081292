import type { WireReply } from '../wire/requestFault';
import type { WireRequest } from '../wire/wireServer';
import { restPayload } from './authentication';
import { BinanceError } from './binanceError';
import { errorReply, type Dispatch } from './dispatch';
import type { BinanceEndpoints } from './endpoint';

export type RestApi = (request: WireRequest) => WireReply | Promise<WireReply | undefined>;

/** Routes HTTP requests to endpoints; parameters may stand in the query, in the body, or in both. */
export function createRestApi(endpoints: BinanceEndpoints, dispatch: Dispatch): RestApi {
  const routes = new Map(Object.entries(endpoints));
  return (request) => {
    const endpoint = routes.get(`${request.method} ${request.path}`);
    if (endpoint === undefined)
      return errorReply(
        new BinanceError(-1000, 'Path is not served by this simulator.', { status: 404 }),
        {},
      );
    return dispatch(endpoint, {
      apiKey: request.header('x-mbx-apikey'),
      parameters: new Map([
        ...new URLSearchParams(request.query),
        ...(request.body === '' ? [] : new URLSearchParams(request.body)),
      ]),
      payload: restPayload(request.query, request.body),
    });
  };
}
