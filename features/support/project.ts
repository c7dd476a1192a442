import { Deployment, send } from './deployment.ts';
import { processesOf } from './processes.ts';
import { needsOf } from './servers.ts';

const root = new URL('../..', import.meta.url).pathname;

// One project of the curriculum, by its folder's name: processes of its one binary, which bring what they need.
export class Project extends Deployment {
  readonly name: string;

  constructor(name: string) {
    super(Project.program(name), needsOf(Project.program(name)));
    this.name = name;
  }

  static program(name: string): string {
    return `${root}build/release/projects/${name}/${name}`;
  }

  // "01-request-throttler" for a file in that project's folder; nothing for one that belongs to no project.
  static of(file: string): string | undefined {
    return /(?:^|\/)projects\/([^/]+)\//.exec(file)?.[1];
  }

  // What it is made of: an api, and a worker if the program has one.
  get processes(): string[] {
    return this.needs.worker ? ['api', 'worker'] : ['api'];
  }

  // Another process of it, under a name of its own; `words` are its verb, where that is not the default. Production has no
  // listener that moves time.
  async start(name = 'api', settings: Record<string, string> = {}, words: string[] = name === 'worker' ? ['worker'] : [], by?: string[]): Promise<void> {
    await this.launch(name, words, settings, { by, control: !words.includes('worker') && settings['TENSTONE_ENV'] !== 'production' });
  }

  override async startApi(by: string[]): Promise<void> {
    await this.start('api', {}, [], by);
  }

  // One that may have to do without a server: returns when it answers, ready or not.
  async startUnready(name: string): Promise<void> {
    await this.launch(name, name === 'worker' ? ['worker'] : [], {}, { control: false, until: 'alive' });
  }

  // Its servers would wait five seconds for the next user.
  override async close(): Promise<void> {
    await this.stopProcesses();
    for (const line of processesOf(this.folder)) if (line.includes(' local-services ')) send(Number.parseInt(line, 10), 'SIGTERM');
    await super.close();
  }
}
