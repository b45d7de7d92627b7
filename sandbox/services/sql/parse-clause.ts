import { combine, DAY, dateLiteral, join, logical, textLiteral, UNITS } from './combine.js';
import { callFunction, isFunction } from './functions.js';
import { quoted, type SqlContext, SqlError, type SqlFragment, type SqlType } from './sql-fragment.js';
import { TokenReader } from './token-reader.js';

const PARTS: Record<string, string> = {
  YEAR: '%Y',
  MONTH: '%m',
  DAY: '%d',
  HOUR: '%H',
  MINUTE: '%M',
  SECOND: '%S',
};
const CASTS: Record<string, { sql: string; type: SqlType }> = {
  INTEGER: { sql: 'INTEGER', type: 'number' },
  INT: { sql: 'INTEGER', type: 'number' },
  SMALLINT: { sql: 'INTEGER', type: 'number' },
  BIGINT: { sql: 'INTEGER', type: 'number' },
  FLOAT: { sql: 'REAL', type: 'number' },
  REAL: { sql: 'REAL', type: 'number' },
  DOUBLE: { sql: 'REAL', type: 'number' },
  NUMERIC: { sql: 'NUMERIC', type: 'number' },
  DECIMAL: { sql: 'NUMERIC', type: 'number' },
  VARCHAR: { sql: 'TEXT', type: 'text' },
  CHAR: { sql: 'TEXT', type: 'text' },
  DATE: { sql: 'INTEGER', type: 'date' },
  TIMESTAMP: { sql: 'INTEGER', type: 'date' },
};
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
class ClauseParser extends TokenReader {
  readonly #context: SqlContext;
  #depth = 0;

  constructor(clause: string, context: SqlContext) {
    super(clause);
    this.#context = context;
  }

  whole(): SqlFragment {
    const result = this.#or();
    if (this.token().kind !== 'end') throw new SqlError(`unexpected '${this.token().value}'`);
    return result;
  }

  #or(): SqlFragment {
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
    const left = this.#sum();
    const token = this.token();
    if (token.kind === 'symbol' && COMPARISONS.has(token.value)) {
      this.skip();
      const [a, b] = this.#alike(left, this.#sum());
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
      const [a, low] = this.#alike(left, this.#sum());
      this.expectWord('AND');
      const [, high] = this.#alike(left, this.#sum());
      return join([a, low, high], `(${a.sql} ${not}BETWEEN ${low.sql} AND ${high.sql})`, 'boolean');
    }
    if (not) throw new SqlError('NOT without IN, LIKE or BETWEEN');
    return left;
  }

  #in(left: SqlFragment, not: string): SqlFragment {
    this.expectSymbol('(');
    const values: SqlFragment[] = [];
    do values.push(this.#alike(left, this.#sum())[1]);
    while (this.symbol(','));
    this.expectSymbol(')');
    return join(
      [left, ...values],
      `(${left.sql} ${not}IN (${values.map((value) => value.sql).join(', ')}))`,
      'boolean',
    );
  }

  #like(left: SqlFragment, not: string): SqlFragment {
    const pattern = this.#sum();
    if (pattern.type !== 'text' || (left.type !== 'text' && left.type !== 'guid'))
      throw new SqlError('LIKE needs text');
    const escaped = this.word('ESCAPE') ? this.#sum() : undefined;
    const tail = escaped ? ` ESCAPE ${escaped.sql}` : '';
    return join(
      [left, pattern, ...(escaped ? [escaped] : [])],
      `(${left.sql} ${not}LIKE ${pattern.sql}${tail})`,
      'boolean',
    );
  }

  #sum(): SqlFragment {
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
      const inner = this.#or();
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
    if (word === 'INTERVAL' && next.kind === 'text') return this.#interval();
    const opens = next.kind === 'symbol' && next.value === '(';
    if (!opens && this.#context.column(name)) return this.#columnOf(name);
    if (word === 'NULL') return { sql: 'NULL', params: [], type: 'null' };
    if (word === 'CASE') return this.#case();
    if (word === 'CURRENT_USER') return textLiteral(this.#context.user);
    if (word === 'CURRENT_DATE' || word === 'CURRENT_TIMESTAMP') return this.#currentTime(word, opens);
    if (!opens) return this.#columnOf(name);
    this.skip();
    if (word === 'EXTRACT') return this.#extract();
    if (word === 'CAST') return this.#cast();
    if (word === 'POSITION') return this.#position();
    if (!isFunction(name)) throw new SqlError(`unknown function ${name}`);
    const args: SqlFragment[] = [];
    if (!this.symbol(')')) {
      do args.push(this.#sum());
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

  #interval(): SqlFragment {
    const amount = Number(this.token().value);
    this.skip();
    const unit = this.token().value.toUpperCase();
    this.skip();
    if (!Number.isFinite(amount) || !(unit in UNITS || unit === 'MONTH' || unit === 'YEAR')) {
      throw new SqlError('wrong interval');
    }
    if (this.symbol('(')) {
      this.skip();
      this.expectSymbol(')');
    }
    return { sql: '', params: [], type: 'interval', interval: { amount, unit } };
  }

  #extract(): SqlFragment {
    const part = PARTS[this.token().value.toUpperCase()];
    this.skip();
    this.expectWord('FROM');
    const date = this.#sum();
    this.expectSymbol(')');
    if (!part || date.type !== 'date') throw new SqlError('EXTRACT needs a part of a date');
    return {
      sql: `CAST(strftime('${part}', ${date.sql} / 1000.0, 'unixepoch') AS INTEGER)`,
      params: date.params,
      type: 'number',
    };
  }

  #cast(): SqlFragment {
    const value = this.#sum();
    this.expectWord('AS');
    const target = CASTS[this.token().value.toUpperCase()];
    this.skip();
    this.word('PRECISION');
    if (this.symbol('(')) while (!this.symbol(')')) this.skip();
    this.expectSymbol(')');
    if (!target || value.type === 'boolean') throw new SqlError('wrong CAST');
    if (target.type === 'date') {
      if (value.literal !== undefined) return dateLiteral(value.literal);
      if (value.type !== 'date') throw new SqlError('CAST to a date of something that is no date');
    }
    return { sql: `CAST(${value.sql} AS ${target.sql})`, params: value.params, type: target.type };
  }

  #position(): SqlFragment {
    const part = this.#sum();
    if (!this.symbol(',')) this.expectWord('IN');
    const whole = this.#sum();
    this.expectSymbol(')');
    return join([whole, part], `instr(${whole.sql}, ${part.sql})`, 'number');
  }

  #case(): SqlFragment {
    const parts: SqlFragment[] = [];
    const results: SqlFragment[] = [];
    let sql = 'CASE';
    while (this.word('WHEN')) {
      const when = this.#or();
      this.expectWord('THEN');
      const result = this.#sum();
      if (when.type !== 'boolean') throw new SqlError('WHEN needs a condition');
      parts.push(when, result);
      results.push(result);
      sql += ` WHEN ${when.sql} THEN ${result.sql}`;
    }
    if (this.word('ELSE')) {
      const result = this.#sum();
      parts.push(result);
      results.push(result);
      sql += ` ELSE ${result.sql}`;
    }
    this.expectWord('END');
    const type = results.find((result) => result.type !== 'null')?.type;
    if (!type) throw new SqlError('CASE without a value');
    return join(parts, `(${sql} END)`, type);
  }

  #columnOf(name: string): SqlFragment {
    const found = this.#context.column(name) ?? this.#context.column(name.slice(name.lastIndexOf('.') + 1));
    if (!found) throw new SqlError(`unknown field ${name}`);
    return { sql: quoted(found.column), params: [], type: found.type };
  }

  /** Both sides of a comparison, text literals turned to what they are compared with. */
  #alike(left: SqlFragment, right: SqlFragment): [SqlFragment, SqlFragment] {
    const a = this.#asComparedWith(left, right);
    const b = this.#asComparedWith(right, left);
    const types = new Set([a.type, b.type].map((type) => (type === 'guid' ? 'text' : type)));
    if (types.has('boolean') || types.has('interval')) throw new SqlError('conditions cannot be compared');
    types.delete('null');
    // Portals take numbers and text for one another only in literals ('5' for 5).
    if (types.size > 1 && !(types.has('number') && types.has('text')))
      throw new SqlError('different types compared');
    return [a, b];
  }

  #asComparedWith(value: SqlFragment, other: SqlFragment): SqlFragment {
    if (value.literal === undefined) return value;
    if (other.type === 'date') return dateLiteral(value.literal);
    const guid = other.type === 'guid' ? this.#context.guid(value.literal) : null;
    return guid === null ? value : textLiteral(guid);
  }
}
