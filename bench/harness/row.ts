// What a row is. rows.ts has them all.

export interface Subject {
  name: string;
  program: string; // from the root of the repository
  args?: string[];
  env?: Record<string, string>;
  path?: string; // when it is not the row's
  status?: number; // when it is not the row's
  processes?: number; // that share the work, each on its own port; 1 unless given
  // What Redis must see, so that nobody is measured without his limiter: every request, or the first one only.
  redis?: 'every request' | 'first request';
}

// Of ours against one of the others: at most so much of its CPU per request, at least so many times its throughput.
export interface Aim {
  than: string;
  cpu?: number;
  throughput?: number;
}

interface Named {
  name: string; // on the command line
  what: string; // in the report
}

export interface LoadRow extends Named {
  kind: 'load';
  path: string;
  post?: string; // JSON
  status: number;
  body: RegExp;
  subjects: [Subject, ...Subject[]]; // ours first
  aims?: Aim[];
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

export type Row = LoadRow | MemoryRow | ProgramRow;
