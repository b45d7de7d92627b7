import { alike } from './alike.js';
import { combine, DAY, dateLiteral, join, logical, textLiteral } from './combine.js';
import { callFunction, isFunction } from './functions.js';
import {
  type ExpressionReader,
  readCase,
  readCast,
  readExtract,
  readInterval,
  readPosition,
} from './special-forms.js';
import { quoted, type SqlContext, SqlError, type SqlFragment } from './sql-fragment.js';
import { TokenReader } from './token-reader.js';

const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

/**
 * Translates a `where` or `having` clause in ArcGIS's standardised SQL to SQLite. Only what the grammar knows gets through:
 * fields of the layer, literals, operators and a list of functions. Dates become epoch ms. Throws SqlError for anything else.
 */
export function parseCondition(clause: string, context: SqlContext): SqlFragment {
  const parser = new ClauseParser(clause, context);
  const condition = parser.whole();
  if (condition.type !== 'boolean') throw new SqlError('not a condition');
  return condition;
}

/** Translates an expression, such as a field of outStatistics. Throws SqlError. */
export function parseExpression(clause: string, context: SqlContext): SqlFragment {
  const expression = new ClauseParser(clause, context).whole();
  if (expression.type === 'boolean' || expression.type === 'interval')
    throw new SqlError('not an expression');
  return expression;
}

/** Recursive descent; every method reads one level of precedence. */
class ClauseParser extends TokenReader implements ExpressionReader {
  readonly #context: SqlContext;
  #depth = 0;

  constructor(clause: string, context: SqlContext) {
    super(clause);
    this.#context = context;
  }

  whole(): SqlFragment {
    const result = this.condition();
    if (this.token().kind !== 'end') throw new SqlError(`unexpected '${this.token().value}'`);
    return result;
  }

  condition(): SqlFragment {
    this.#depth += 1;
    if (this.#depth > 100) throw new SqlError('nested too deeply');
    let left = this.#and();
    while (this.word('OR')) left = logical(left, 'OR', this.#and());
    this.#depth -= 1;
    return left;
  }

  #and(): SqlFragment {
    let left = this.#not();
    while (this.word('AND')) left = logical(left, 'AND', this.#not());
    return left;
  }

  #not(): SqlFragment {
    if (!this.word('NOT')) return this.#comparison();
    const inner = this.#not();
    if (inner.type !== 'boolean') throw new SqlError('NOT needs a condition');
    return { sql: `(NOT ${inner.sql})`, params: inner.params, type: 'boolean' };
  }

  #comparison(): SqlFragment {
    const left = this.sum();
    const token = this.token();
    if (token.kind === 'symbol' && COMPARISONS.has(token.value)) {
      this.skip();
      const [a, b] = alike(left, this.sum(), this.#context);
      return join([a, b], `(${a.sql} ${token.value} ${b.sql})`, 'boolean');
    }
    if (this.word('IS')) {
      const not = this.word('NOT') ? 'NOT ' : '';
      this.expectWord('NULL');
      return { sql: `(${left.sql} IS ${not}NULL)`, params: left.params, type: 'boolean' };
    }
    const not = this.word('NOT') ? 'NOT ' : '';
    if (this.word('IN')) return this.#in(left, not);
    if (this.word('LIKE')) return this.#like(left, not);
    if (this.word('BETWEEN')) {
      const [a, low] = alike(left, this.sum(), this.#context);
      this.expectWord('AND');
      const [, high] = alike(left, this.sum(), this.#context);
      return join([a, low, high], `(${a.sql} ${not}BETWEEN ${low.sql} AND ${high.sql})`, 'boolean');
    }
    if (not) throw new SqlError('NOT without IN, LIKE or BETWEEN');
    return left;
  }

  #in(left: SqlFragment, not: string): SqlFragment {
    this.expectSymbol('(');
    const values: SqlFragment[] = [];
    do values.push(alike(left, this.sum(), this.#context)[1]);
    while (this.symbol(','));
    this.expectSymbol(')');
    return join(
      [left, ...values],
      `(${left.sql} ${not}IN (${values.map((value) => value.sql).join(', ')}))`,
      'boolean',
    );
  }

  #like(left: SqlFragment, not: string): SqlFragment {
    const pattern = this.sum();
    if (pattern.type !== 'text' || (left.type !== 'text' && left.type !== 'guid'))
      throw new SqlError('LIKE needs text');
    const escaped = this.word('ESCAPE') ? this.sum() : undefined;
    const tail = escaped ? ` ESCAPE ${escaped.sql}` : '';
    return join(
      [left, pattern, ...(escaped ? [escaped] : [])],
      `(${left.sql} ${not}LIKE ${pattern.sql}${tail})`,
      'boolean',
    );
  }

  sum(): SqlFragment {
    let left = this.#product();
    for (;;) {
      const operator = this.symbol('+') ? '+' : this.symbol('-') ? '-' : this.symbol('||') ? '||' : undefined;
      if (!operator) return left;
      left = combine(left, operator, this.#product());
    }
  }

  #product(): SqlFragment {
    let left = this.#signed();
    for (;;) {
      const operator = this.symbol('*') ? '*' : this.symbol('/') ? '/' : undefined;
      if (!operator) return left;
      left = combine(left, operator, this.#signed());
    }
  }

  #signed(): SqlFragment {
    if (this.symbol('+')) return this.#signed();
    if (!this.symbol('-')) return this.#primary();
    const inner = this.#signed();
    if (inner.type !== 'number') throw new SqlError('minus needs a number');
    return { sql: `(-${inner.sql})`, params: inner.params, type: 'number' };
  }

  #primary(): SqlFragment {
    const token = this.token();
    this.skip();
    if (token.kind === 'number') return { sql: '?', params: [Number(token.value)], type: 'number' };
    if (token.kind === 'text') return textLiteral(token.value);
    if (token.kind === 'quotedName') return this.#columnOf(token.value);
    if (token.kind === 'symbol' && token.value === '(') {
      const inner = this.condition();
      this.expectSymbol(')');
      return { ...inner, sql: `(${inner.sql})` };
    }
    if (token.kind === 'name') return this.#named(token.value);
    throw new SqlError(token.kind === 'end' ? 'unexpected end' : `unexpected '${token.value}'`);
  }

  #named(name: string): SqlFragment {
    const word = name.toUpperCase();
    const next = this.token();
    if ((word === 'DATE' || word === 'TIMESTAMP') && next.kind === 'text') {
      this.skip();
      return dateLiteral(next.value);
    }
    if (word === 'TIME' && next.kind === 'text') {
      this.skip();
      return textLiteral(next.value);
    }
    if (word === 'INTERVAL' && next.kind === 'text') return readInterval(this);
    const opens = next.kind === 'symbol' && next.value === '(';
    if (!opens && this.#context.column(name)) return this.#columnOf(name);
    if (word === 'NULL') return { sql: 'NULL', params: [], type: 'null' };
    if (word === 'CASE') return readCase(this);
    if (word === 'CURRENT_USER') return textLiteral(this.#context.user);
    if (word === 'CURRENT_DATE' || word === 'CURRENT_TIMESTAMP') return this.#currentTime(word, opens);
    if (!opens) return this.#columnOf(name);
    this.skip();
    if (word === 'EXTRACT') return readExtract(this);
    if (word === 'CAST') return readCast(this);
    if (word === 'POSITION') return readPosition(this);
    if (!isFunction(name)) throw new SqlError(`unknown function ${name}`);
    const args: SqlFragment[] = [];
    if (!this.symbol(')')) {
      do args.push(this.sum());
      while (this.symbol(',') || (word === 'SUBSTRING' && (this.word('FROM') || this.word('FOR'))));
      this.expectSymbol(')');
    }
    return callFunction(name, args);
  }

  #currentTime(word: string, opens: boolean): SqlFragment {
    if (opens) {
      this.skip();
      this.expectSymbol(')');
    }
    const { now } = this.#context;
    return { sql: '?', params: [word === 'CURRENT_DATE' ? now - (now % DAY) : now], type: 'date' };
  }

  #columnOf(name: string): SqlFragment {
    const found = this.#context.column(name) ?? this.#context.column(name.slice(name.lastIndexOf('.') + 1));
    if (!found) throw new SqlError(`unknown field ${name}`);
    return { sql: quoted(found.column), params: [], type: found.type };
  }
}
