// What a row is. rows.ts has them all.

export interface Subject {
  name: string;
  program: string; // from the root of the repository
  args?: string[];
  env?: Record<string, string>;
  path?: string; // when it is not the row's
  status?: number; // when it is not the row's
  processes?: number; // that share the work, each on its own port; 1 unless given
  // Programs that make its database before it starts, [program, …] each, with its environment. A line "token: …" of theirs
  // is a token that every request then carries.
  prepare?: string[][];
  token?: string; // that every request carries
  // Tables that must have one row more for each answer: counted after each window.
  writes?: string[];
  // What Redis must see, so that nobody is measured without his limiter: every request, or the first one only.
  redis?: 'every request' | 'first request';
}

// Of ours against one of the others: at most so much of its CPU per request, at least so many times its throughput.
export interface Aim {
  of?: string; // when it is not the row's first subject
  than: string;
  cpu?: number;
  throughput?: number;
}
// Of ours alone, in a row with a pace: a p99 below so many milliseconds, at the whole pace.
export interface PaceAim {
  p99Ms: number;
}
// Of ours alone, in a row of workers: at most so many milliseconds.
export interface LateAim {
  figure: 'pickupP99Ms' | 'dueP99Ms';
  withinMs: number;
}

// The load sends webhooks as GitHub does: each with an id in X-GitHub-Delivery and a signature over the row's `post`, which
// are in every other request as well.
export interface Webhooks {
  secret: string;
  event: 'new' | 'the same'; // of one request after the other
}

// Where a worker's subject keeps its jobs, and what the harness does there: in SQL, or in Lua that Redis evaluates. {jobs} stands
// for how many jobs, whose payload is {}.
export interface Queue {
  in: 'postgres' | 'redis';
  clear: string; // forgets the runs of windows before
  fill: string | string[]; // so many jobs that are ready, all at once: or arguments of the subject's program in front of COUNT
  left: string; // how many jobs have not ended
  ended: string; // how many runs there are, and seconds from the first one's start to the last one's end
  // Arguments of the subject's program in front of COUNT EVERY_MS DELAY_MS: enqueues so many jobs, one every so many
  // milliseconds, as an application does, the first one DELAY_MS in the future and each next one EVERY_MS later if there is
  // a delay. The payload's "due", milliseconds since 1970, is when a job is to begin.
  produce: string[];
  // SQL: {runs} runs of jobs that have ended on days before, which clear and ended leave alone. Before the subject starts.
  history?: string;
}

interface Named {
  name: string; // on the command line
  what: string; // in the report
}

export interface HttpRequest {
  path: string;
  post?: string; // JSON
}
export interface Refused extends HttpRequest {
  token?: string; // instead of the subject's
}

export interface LoadRow extends Named {
  kind: 'load';
  path: string;
  post?: string; // JSON
  // A request before the load: what it makes is at the Location of its answer, and that is the path.
  first?: Required<HttpRequest>;
  // Requests before the load, the last of which sets a cookie that each of the load's then carries.
  login?: [Required<HttpRequest>, ...Required<HttpRequest>[]];
  webhooks?: Webhooks;
  connections?: number; // when they are not kConnections
  pace?: number; // requests a second, of all connections together; without it each asks again at once
  // Each request of the load carries the ETag of an answer that came before it, in If-None-Match.
  revalidates?: true;
  // Pages that are read before the load: `path` is the first of them, and each next_cursor leads to the next one. The load
  // asks the row's path with the last page's next_cursor. An altered cursor must be refused.
  pages?: { path: string; count: number };
  status: number;
  body: RegExp;
  // Requests that every subject must answer with 4xx, each sent once before the load.
  refused?: Refused[];
  // The part of the answer, read as JSON, that must be the same at every subject.
  same?: (answer: unknown) => unknown;
  subjects: [Subject, ...Subject[]]; // ours first
  aims?: (Aim | PaceAim)[];
}

export interface WorkerSubject extends Subject {
  queue: Queue;
}

// Programs that take jobs. They write a line "late …" for each job with a "due": how many milliseconds after that its handler
// began.
export interface WorkerRow extends Named {
  kind: 'worker';
  subjects: [WorkerSubject, ...WorkerSubject[]]; // ours first
  aims?: (Aim | LateAim)[];
}

// The same programs, that empty a full queue while another session holds a snapshot of their database, and while none does.
export interface SnapshotRow extends Named {
  kind: 'snapshot';
  subjects: [WorkerSubject, ...WorkerSubject[]]; // ours first
  aim: { share: number }; // of the throughput without it: ours at least
}

// Bytes of Redis for each client that is counted.
export interface MemoryRow extends Named {
  kind: 'memory';
  subjects: [Subject, ...Subject[]];
}

// A program of our own that compares by itself and prints its table.
export interface ProgramRow extends Named {
  kind: 'program';
  program: string;
  quickly: string[]; // arguments for a short run
}

// One program that does heavy work while it answers something light: what each costs the other.
export interface FloodRow extends Named {
  kind: 'flood';
  subject: Subject;
  login: [Required<HttpRequest>, ...Required<HttpRequest>[]]; // before it; the last one is the flood's request
  connections: number; // of the flood
  light: { path: string; body: RegExp }; // GET, a hundred a second, alone and then beside the flood
  alone: string; // a program [SECONDS] that does the heavy work and nothing else on one core, and prints how often a second
  aims: { share: number; slower: number }; // of its rate: at least; of the p99 alone: at most
}

// Of a figure of ours: at least so much a second, or so many times that of another subject; or at most so many nanoseconds.
export type RateAim = { figure: string; atLeast: number; than?: string } | { figure: string; withinNs: number };

// Programs on one core that each do the same work by themselves, PROGRAM [its first argument] SECONDS FOLDER [the others]: they
// print a line "FIGURE NUMBER" for each figure, so many a second. FOLDER is not there yet.
export interface RatesRow extends Named {
  kind: 'rates';
  figures: string[];
  times?: true; // the report says how long each takes, and how many times ours that is
  subjects: [Subject, ...Subject[]]; // ours first
  aims: RateAim[];
}

// A flag that is changed at one of two processes, and what the other one serves.
export interface ChangeRow extends Named {
  kind: 'change';
  subject: Subject; // of each process
  make: { path: string; body: string }; // PUT
  change: { path: string; off: string; on: string }; // POST, with If-Match
  served: { path: string; off: RegExp; on: RegExp }; // GET, by everybody
  aim: { p99Ms: number };
}

// Backs up a database of pgbench, or restores it. Both are Bash, with FOLDER, DATABASE_URL, and RESTORED and RESTORED_URL, the
// name and the URL of a database that is not there yet. It is dropped afterwards, as all are whose names begin with that of the
// first one and "__".
export interface BackupSubject {
  name: string;
  prepare?: string; // before each round; FOLDER is empty then
  work: string; // is measured. A line "apart S" names seconds that do not count
}

// Of ours alone, or against the others.
export type BackupAim = { faster: number; than: string } | { mostMiB: number } | { newShare: number };

export interface BackupRow extends Named {
  kind: 'backup';
  changes?: true; // between `prepare` and `work`: 10,000 random rows are updated
  subjects: [BackupSubject, ...BackupSubject[]]; // ours first
  aims: BackupAim[]; // `newShare` is of what `prepare` has stored
}

export type Row = BackupRow | LoadRow | ChangeRow | FloodRow | WorkerRow | SnapshotRow | MemoryRow | ProgramRow | RatesRow;
