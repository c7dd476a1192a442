// What Redocly's linter says about an OpenAPI document by its strict rules, which are all errors.
// info-license: who may use a service is its operator's word, which nothing in the code knows.
// tag-description: a tag is a controller's name, and what it would say stands at its operations.
export async function findings(document: string): Promise<string[]> {
  const { createConfig, lintFromString } = await import('@redocly/openapi-core');
  const config = await createConfig({ extends: ['recommended-strict'], rules: { 'info-license': 'off', 'info-license-strict': 'off', 'tag-description': 'off' } });
  const problems = await lintFromString({ source: document, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message, location: [place] }) => `${ruleId} at ${place?.pointer ?? '?'}: ${message}`);
}
