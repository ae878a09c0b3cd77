import { z } from 'zod';
import * as answers from './answer-schema.ts';
import { caseEvent } from './event-schema.ts';

/** The API of records as OpenAPI 3.1, drawn from the schemas that requests and answers are held to. */
export function openapi(): Record<string, unknown> {
  const schema = (of: z.ZodType): unknown => {
    const { $schema: _, ...rest } = z.toJSONSchema(of, { io: 'input' });
    return rest;
  };
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const json = (name: string, description: string) => ({
    description,
    content: { 'application/json': { schema: ref(name) } },
  });
  const problems = (...statuses: number[]) =>
    Object.fromEntries(
      statuses.map((status) => [status, { $ref: '#/components/responses/problem' }]),
    );
  const query = (of: z.ZodObject) =>
    Object.entries(of.shape).map(([name, part]) => ({
      in: 'query',
      name,
      required: false,
      schema: schema(part as z.ZodType),
    }));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Songhua: unified records',
      version: '1',
      description: 'How to use it: docs/integrate-records.md.',
    },
    paths: {
      '/api/records/events': {
        post: {
          summary: 'A department reports what happened to its cases.',
          security: [{ client_credentials: ['records:write'] }],
          requestBody: {
            required: true,
            content: {
              'application/cloudevents-batch+json': {
                schema: { type: 'array', maxItems: 500, items: ref('case_event') },
              },
              'application/cloudevents+json': { schema: ref('case_event') },
            },
          },
          responses: {
            200: json('results', 'One result for each event, in their order.'),
            ...problems(400, 401, 403, 413, 429, 503),
          },
        },
      },
      '/api/records': {
        get: {
          summary: 'The cases of a person, by pages.',
          security: [{ citizen: ['records'] }, { client_credentials: ['records:read'] }],
          parameters: query(answers.listQuery),
          responses: {
            200: json('case_page', 'A page of cases.'),
            ...problems(400, 401, 403, 404, 429, 503),
          },
        },
      },
      '/api/records/{id}': {
        get: {
          summary: 'One case with its history.',
          security: [{ citizen: ['records'] }, { client_credentials: ['records:read'] }],
          parameters: [
            { in: 'path', name: 'id', required: true, schema: schema(answers.caseEntry.shape.id) },
            ...query(answers.readQuery),
          ],
          responses: {
            200: json('case_with_history', 'The case.'),
            ...problems(400, 401, 403, 404, 429, 503),
          },
        },
      },
    },
    components: {
      schemas: {
        case_event: schema(caseEvent),
        results: schema(answers.results),
        case_page: schema(answers.casePage),
        case_with_history: schema(answers.caseWithHistory),
        problem: schema(answers.problem),
      },
      responses: {
        problem: {
          description: 'Problem details (RFC 9457) with a code.',
          content: { 'application/problem+json': { schema: ref('problem') } },
        },
      },
      securitySchemes: {
        client_credentials: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: '/token',
              scopes: {
                'records:write': "Report the department's cases.",
                'records:read': 'Read the cases of people who have been here.',
              },
            },
          },
        },
        citizen: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: '/auth',
              tokenUrl: '/token',
              scopes: { records: "The citizen's own cases." },
            },
          },
        },
      },
    },
  };
}
