// The wording of features (CONTRIBUTING, "Scenarios"): `node support/lint.ts [FILE…]`, else every feature of the repository.
import { globSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { AstBuilder, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator, StepKeywordType, type Background, type Scenario, type Step } from '@cucumber/messages';

export interface Finding {
  line: number;
  text: string;
}

const statusNumbers = Object.keys(STATUS_CODES).filter((code) => code >= '200').join('|');

// What a step must not say, unless its feature is about the wire contract.
const technical: [RegExp, string][] = [
  [/https?:\/\/|(^|[\s"'])\/\w/, 'a URL'],
  [/\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/, 'an HTTP verb'],
  [new RegExp(`\\b(${statusNumbers})\\b`), 'a status number'],
  [/\b(X-[A-Z][\w-]*|Content-[A-Z]\w+|Retry-After|Set-Cookie|Cache-Control|If-[A-Z][\w-]+|Authorization|Bearer)\b|\bheaders?\b/i, 'a header'],
  [/\bJSON\b|[{}[\]]/i, 'JSON'],
  [/\btables?\b|\b(SELECT|INSERT|UPDATE)\b|\b(tenstone|public)\.\w/, 'a table'],
  [/\b[a-z_]+:[\w*-]|\bRedis key\b/i, 'a Redis key'],
];

// What no step says.
const wording: [RegExp, string][] = [
  [/\b(I|I'm|[Mm]y|[Ww]e|[Oo]ur)\b/, 'third person: name who does it'],
  [/\b(will|shall|should)\b/, 'present tense: say what happens'],
  [/\bsleeps?\b|\bwaits? (for )?\d/, 'never sleep: "eventually", or move the time'],
];

const maxSteps = 8;

export function lint(source: string): Finding[] {
  const findings: Finding[] = [];
  const say = (at: { location: { line: number } }, text: string) => findings.push({ line: at.location.line, text });
  const parser = new Parser(new AstBuilder(IdGenerator.incrementing()), new GherkinClassicTokenMatcher());
  const feature = parser.parse(source).feature;
  if (!feature) return [{ line: 1, text: 'no feature' }];
  const contract = tagged(feature, '@contract');

  const lintStep = (step: Step, inContract: boolean) => {
    for (const [pattern, name] of inContract ? [] : technical) {
      if (pattern.test(step.text)) say(step, `${name} in a step: say it in domain words, or tag the feature @contract`);
    }
    for (const [pattern, rule] of wording) if (pattern.test(step.text)) say(step, rule);
  };
  const lintScenario = (scenario: Scenario, backgrounds: Step[], inRule: boolean) => {
    if (tagged(scenario, '@seed')) return;
    if (!inRule) say(scenario, 'a scenario stands under a Rule');
    const steps = [...backgrounds, ...scenario.steps];
    const whens = actions(scenario.steps);
    if (whens !== 1) say(scenario, `one When, not ${whens}`);
    if (steps.length > maxSteps) say(scenario, `at most ${maxSteps} steps, not ${steps.length}`);
    for (const step of scenario.steps) lintStep(step, contract);
  };
  const lintBackground = (background: Background) => {
    if (actions(background.steps) > 0) say(background, 'a Background does nothing: no When');
    for (const step of background.steps) lintStep(step, contract);
  };
  const walk = (children: readonly { background?: Background; scenario?: Scenario }[], above: Step[], inRule: boolean): Step[] => {
    let steps = above;
    for (const { background, scenario } of children) {
      if (background) {
        lintBackground(background);
        steps = [...steps, ...background.steps];
      }
      if (scenario) lintScenario(scenario, steps, inRule);
    }
    return steps;
  };
  const above = walk(feature.children, [], false);
  for (const { rule } of feature.children) if (rule) walk(rule.children, above, true);
  return findings.sort((a, b) => a.line - b.line);
}

// Whens, and each And or But that goes on with one.
function actions(steps: readonly Step[]): number {
  let count = 0;
  let acting = false;
  for (const { keywordType } of steps) {
    if (keywordType !== StepKeywordType.CONJUNCTION) acting = keywordType === StepKeywordType.ACTION;
    if (acting) count += 1;
  }
  return count;
}

function tagged(node: { tags: readonly { name: string }[] }, tag: string): boolean {
  return node.tags.some(({ name }) => name === tag);
}

if (import.meta.main) {
  const root = new URL('../..', import.meta.url).pathname;
  const files = process.argv.length > 2 ? process.argv.slice(2) : globSync(['features/*.feature', 'projects/*/features/*.feature'], { cwd: root }).map((file) => root + file);
  let refused = 0;
  for (const file of files.sort()) {
    for (const { line, text } of lint(readFileSync(file, 'utf8'))) {
      console.log(`${file.replace(root, '')}:${line}: ${text}`);
      refused += 1;
    }
  }
  if (files.length === 0) console.log('no feature found');
  process.exitCode = refused > 0 || files.length === 0 ? 1 : 0;
}
