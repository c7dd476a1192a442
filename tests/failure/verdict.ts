// What is looked at when all is quiet again.
import { eventually } from '../../features/support/eventually.ts';
import { mailsIn } from '../../features/support/mail.ts';
import { arrivalFaults, heard, numberOf, posted, read, type Arrival } from './arrivals.ts';
import type { Checks } from './checks.ts';
import { Accounts, fatesOf, startsOf } from './fates.ts';
import { inboxFaults } from './inbox.ts';
import { faultsOf } from './ledger.ts';
import { programs, type Storm } from './storm.ts';
import { firesOf, timeFaults } from './times.ts';
import { schedules } from './workload.ts';

const kAskers = 4;
const kFlagMs = 15_000; // 2.5 s are promised; a machine that does other things takes longer

export class Verdict {
  readonly #storm: Storm;
  readonly #checks: Checks;
  readonly #fates: ReturnType<typeof fatesOf>;
  readonly #starts: ReturnType<typeof startsOf>;
  readonly #accounts: Accounts;

  constructor(storm: Storm, checks: Checks) {
    this.#storm = storm;
    this.#checks = checks;
    this.#fates = fatesOf(storm.rows);
    this.#starts = startsOf(storm.rows);
    this.#accounts = new Accounts(this.#fates);
  }

  async give(): Promise<void> {
    const { ledger, havoc, platform } = this.#storm;
    await Promise.all([this.#actions(), this.#flag(), this.#copies()]);
    this.#outside();
    this.#inside();
    this.#schedules();
    this.#checks.that('no job at all is final twice', [...this.#fates].filter(([, { done, dead }]) => done + Number(dead) > 1).map(([id]) => id));
    this.#checks.that('no request hangs past its deadline', [...ledger.hung, ...(this.#storm.sender?.hung ?? [])]);
    this.#checks.that('a refusal says that something is away', [...ledger.odd, ...(this.#storm.sender?.odd ?? []), ...this.#storm.flag.odd]);
    this.#checks.that('a job and its audit entry are there together, and every chain holds', await this.#auditFaults());
    this.#checks.that('every kind of blow fell', havoc.missing);
    this.#checks.that('nothing crashed', platform.crashes());
    console.log(`blows: ${havoc.fallen}: ${havoc.summary}`);
    console.log(this.#accounts.text);
    console.log(`actions refused ${[...ledger.refused].map(([code, count]) => `${code} ${count}`).join(', ')}, ${ledger.cutOff} cut off with the api; slowest answer ${Math.round(ledger.slowestMs)} ms`);
    const attempts = [...this.#fates.values()].reduce((sum, each) => sum + each.attempts, 0);
    console.log(`jobs: ${this.#fates.size}, attempts: ${attempts}; the clock was moved ${this.#storm.minutes} times`);
  }

  // By what the platform tells of each, too: its log is whole.
  async #actions(): Promise<void> {
    const { ledger, token, platform } = this.#storm;
    const lost = ['countdown', 'order', 'gated'].flatMap((action) => this.#accounts.judge(action, new Set(ledger.of(action).map(({ id }) => id))));
    this.#checks.that('every acknowledged action ends exactly once', lost);
    const faults: string[] = [];
    const counted = ledger.of('countdown').values();
    const asker = async (): Promise<void> => {
      for (const { id, input } of counted) {
        const job = await eventually(`job ${id} is shown`, () => platform.http('api').job(id, token), () => true, 60_000);
        faults.push(...faultsOf(job, (input as { from: number }).from).map((fault) => `${id} ${fault}`));
      }
    };
    await Promise.all(Array.from({ length: kAskers }, asker));
    this.#checks.that('every one of them has its log', faults);
    const orders = new Map<number, Set<string>>();
    for (const each of ledger.of('order')) orders.set(numberOf(each), (orders.get(numberOf(each)) ?? new Set()).add(each.id));
    this.#checks.that('an order that is sent again is one job', [...orders].filter(([, ids]) => ids.size > 1).map(([n, ids]) => `order ${n} is ${[...ids].join(' and ')}`));
  }

  #outside(): void {
    const { platform, posts, news, mails } = this.#storm;
    this.#arrived('post', posts.calls.map(posted));
    this.#arrived('announce', news.calls.map(heard));
    const letters = mailsIn(mails).map(read);
    const written = platform.logged({ event: 'mail.written' }).length; // again in the same file
    this.#arrived('letter', letters, Math.max(0, written - letters.length));
    const left = this.#storm.rows("SELECT id, 'a delivery that was not made' FROM webhook_deliveries WHERE delivered_at IS NULL UNION ALL SELECT id, 'a letter that was not sent' FROM mail_outbox WHERE sent_at IS NULL");
    this.#checks.that('everything that goes out has gone', left.filter(([id = '']) => !this.#accounts.givenUp(id)).map((row) => row.join(' is ')));
  }
  #arrived(action: string, arrivals: readonly Arrival[], more = 0): void {
    const { ledger } = this.#storm;
    const acknowledged = ledger.of(action);
    const { faults, again } = arrivalFaults(action, arrivals, ledger.made.filter((each) => each.action === action), acknowledged, (id) => this.#accounts.givenUp(id));
    const lost = this.#accounts.judge(action, new Set(acknowledged.map(({ id }) => id)), again + more);
    this.#checks.that(`every acknowledged ${action} ends exactly once, and arrives under one number`, [...lost, ...faults]);
  }

  // Events from outside: in the inbox once, handled once, and the action that they start is started once.
  #inside(): void {
    const { rows, sender } = this.#storm;
    if (!sender) return;
    const { stored, answered } = inboxFaults(rows, sender.events);
    this.#checks.that('every acknowledged event is in the inbox once, and no other event is', stored);
    this.#checks.that('every answer names the event of the inbox, and every duplicate is counted', answered);
    const handlers = rows('SELECT job_id FROM webhook_inbox').map(([id = '']) => id);
    const again = [...sender.events.values()].reduce((sum, { acknowledged }) => sum + acknowledged - 1, 0);
    const lost = this.#accounts.judge('events in', new Set(handlers), again, sender.acknowledged);
    this.#checks.that('every event is handled once, and starts its action once', [...lost, ...this.#startFaults(handlers)]);
  }
  // Each of these jobs that is done has started one other, which ended.
  #startFaults(from: readonly string[]): string[] {
    const done = from.filter((id) => this.#fates.get(id)?.done === 1);
    return done.filter((id) => this.#starts.get(id)?.length !== 1).map((id) => `${id} has started ${this.#starts.get(id)?.length ?? 0} jobs`);
  }

  #schedules(): void {
    const { rows } = this.#storm;
    const fires = firesOf(rows);
    for (const [rule, schedule] of [['all', schedules.every], ['last', schedules.latest]] as const) {
      const jobs = fires.filter((fire) => fire.schedule === schedule).map(({ job }) => job);
      const lost = this.#accounts.judge(schedule, new Set(jobs));
      this.#checks.that(`${schedule}: each time ran once, and what was missed is caught up by its rule`, [...lost, ...timeFaults(rows, fires, schedule, rule), ...this.#startFaults(jobs)]);
    }
  }

  async #flag(): Promise<void> {
    const { flag, platform, token, rows } = this.#storm;
    const took = await flag.settle(platform, programs, token, 'gated', kFlagMs);
    this.#checks.that('no acknowledged change of the flag is lost', flag.faults(rows));
    this.#accounts.add('flag', flag.acknowledged.length, flag.acknowledged.length, 0, 0);
    console.log(`the flag's last value: in all processes after ${Math.round(took)} ms`);
  }

  async #copies(): Promise<void> {
    const { copies } = this.#storm;
    const { faults, versions } = await copies.look();
    this.#checks.that('every backup is there and whole, and one of the storm can be restored', faults);
    this.#accounts.add('backups', copies.acknowledged.length, copies.acknowledged.length, 0, 0);
    console.log(`backups: ${versions} versions, by the schedule and by command; of ${copies.begun} commands ${copies.killed} were killed`);
  }

  // Of acknowledged actions and of those whose answer was lost: both rows or neither, each sealed.
  async #auditFaults(): Promise<string[]> {
    const { platform, rows } = this.#storm;
    const alone = rows(`
      WITH triggered AS (SELECT DISTINCT substr(subject, 5)::uuid AS id FROM audit_log WHERE action IN ('action.triggered', 'action.repeated')),
           made AS (SELECT public_id AS id FROM jobs JOIN job_kinds k ON k.id = kind WHERE k.name LIKE 'action.%' UNION SELECT public_id FROM job_runs JOIN job_kinds k ON k.id = kind WHERE k.name LIKE 'action.%')
      SELECT coalesce(triggered.id, made.id) FROM triggered FULL JOIN made USING (id) WHERE triggered.id IS NULL OR made.id IS NULL`);
    const sealed = await eventually('every chain is sealed', () => platform.cli.run(['audit', 'verify']), ({ stdout }) => !/ [1-9]\d* waiting/.test(stdout));
    return [...alone.map(([id]) => `${String(id)} is alone`), ...(sealed.code === 0 ? [] : [sealed.output])];
  }
}
