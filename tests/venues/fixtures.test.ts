import { z } from 'zod';
import * as binance from '../../venues/binance/messages';
import * as binanceParse from '../../venues/binance/parse';
import * as bybit from '../../venues/bybit/messages';
import * as bybitParse from '../../venues/bybit/parse';
import { spotInstrument } from './feedFakes';
import { describeWith, readJson } from './recordedData';

describeWith('fixtures/binance/spot', (path) => {
  const instrument = spotInstrument();

  it.each([
    { file: 'http_json/new_order_full_response.json', schema: binance.NewOrderFull },
    { file: 'http_json/order_response.json', schema: binance.OrderInfo },
    { file: 'http_json/cancel_order_response.json', schema: binance.OrderInfo },
    { file: 'http_json/open_orders_response.json', schema: z.array(binance.OrderInfo) },
    { file: 'http_json/account_trades_response.json', schema: z.array(binance.AccountTrade) },
    { file: 'http_json/account_response.json', schema: binance.Account },
    { file: 'http_json/exchange_info_response.json', schema: binance.ExchangeInfo },
    { file: 'http_json/server_time_response.json', schema: binance.ServerTime },
    { file: 'http_json/depth_response.json', schema: binance.DepthSnapshot },
    { file: 'user_data_json/execution_report_new.json', schema: binance.ExecutionReport },
    { file: 'user_data_json/execution_report_canceled.json', schema: binance.ExecutionReport },
    { file: 'user_data_json/account_position.json', schema: binance.AccountPosition },
    { file: 'user_data_json/account_position_wrapped.json', schema: binance.UserEvent },
  ])('reads $file', ({ file, schema }) => {
    expect(schema.safeParse(readJson(`${path}/${file}`)).error).toBeUndefined();
  });

  it('books each fill of a FULL reply with its fee', () => {
    const reply = binance.NewOrderFull.parse(readJson(`${path}/http_json/new_order_full_response.json`));
    const report = binanceParse.newOrderReport(reply, instrument);
    expect(
      report.fills.map(({ venueTradeId, fee, feeAsset }) => [venueTradeId, fee, feeAsset]),
    ).toContainEqual(['57', '19.99500000', 'USDT']);
  });

  it('reads a trade event as one maker fill with its fee', () => {
    const event = binance.ExecutionReport.parse(
      readJson(`${path}/user_data_json/execution_report_trade.json`),
    );
    const [fill] = binanceParse.executionOf(event, instrument).fills;
    expect(fill).toMatchObject({
      venueTradeId: '98765432',
      qty: '1.00000000',
      fee: '0.00100000',
      liquidity: 'maker',
    });
  });
});

describeWith('fixtures/bybit', (path) => {
  const instrument = spotInstrument({ id: 'bybit:BTC/USDT', venue: 'bybit' });
  const result = (file: string): unknown => bybit.Envelope.parse(readJson(`${path}/${file}`)).result;

  it.each([
    { file: 'http_get_instruments_spot.json', schema: bybit.InstrumentsInfo },
    { file: 'http_get_orders_realtime.json', schema: bybit.OrderPage },
    { file: 'http_get_orders_history.json', schema: bybit.OrderPage },
    { file: 'http_get_order_partially_filled_rejected.json', schema: bybit.OrderPage },
    { file: 'http_get_executions.json', schema: bybit.ExecutionPage },
    { file: 'http_get_wallet_balance.json', schema: bybit.WalletBalance },
    { file: 'http_get_fee_rate.json', schema: bybit.FeeRates },
  ])('reads $file', ({ file, schema }) => {
    expect(schema.safeParse(result(file)).error).toBeUndefined();
  });

  it.each([
    { file: 'ws_account_order.json', schema: bybit.Order },
    { file: 'ws_account_order_filled.json', schema: bybit.Order },
    { file: 'ws_account_order_partially_filled_rejected.json', schema: bybit.Order },
    { file: 'ws_account_execution.json', schema: bybit.Execution },
    { file: 'ws_account_wallet.json', schema: bybit.Wallet },
  ])('reads the items of $file', ({ file, schema }) => {
    const { data } = bybit.TopicMessage.parse(readJson(`${path}/${file}`));
    expect(z.array(schema).safeParse(data).error).toBeUndefined();
  });

  it.each(['ws_orderbook_snapshot.json', 'ws_orderbook_delta.json'])('reads %s', (file) => {
    expect(bybit.BookMessage.safeParse(readJson(`${path}/${file}`)).error).toBeUndefined();
  });

  it('keeps what was filled of an order that was then rejected', () => {
    const { list } = bybit.OrderPage.parse(result('http_get_order_partially_filled_rejected.json'));
    const reports = list.map((order) => bybitParse.reportOf(order, instrument));
    expect(reports[0]?.status).toBe('rejected');
    expect(Number(reports[0]?.filledQty)).toBeGreaterThan(0);
  });
});
