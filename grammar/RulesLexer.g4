// Words and signs of the rule language. Reserved words are never names without back-quotes; all other words are soft: the
// parser grammar takes them as names where a name may stand. White space and line breaks mean nothing.
// compiler/parse/tokens.def lists the same tokens in the same order (checked when it is compiled).
lexer grammar RulesLexer;
channels { DOC, COMMENTS }

// ---- reserved
AND: 'and'; OR: 'or'; NOT: 'not'; IF: 'if'; THEN: 'then'; ELSE: 'else'; IS: 'is'; IN: 'in'; AS: 'as'; WHERE: 'where';
WHEN: 'when'; OTHERWISE: 'otherwise'; MATCH: 'match'; TRUE: 'true'; FALSE: 'false'; MISSING: 'missing';
PRESENT: 'present'; DIV: 'div'; LET: 'let';

// ---- soft: items of a module
MODULE: 'module'; IMPORT: 'import'; SCHEMA: 'schema'; CPP: 'cpp'; RULES: 'rules'; MODEL: 'model'; ENUM: 'enum';
RECORD: 'record'; VARIANT: 'variant'; STREAM: 'stream'; OUTPUT: 'output'; PARAM: 'param'; FUNCTION: 'function';
DECISION: 'decision'; SCORECARD: 'scorecard'; PROCESS: 'process'; TEST: 'test'; FIXTURE: 'fixture';
REFERENCE: 'reference'; BROADCAST: 'broadcast'; LOOKUP: 'lookup'; CALENDAR: 'calendar'; ZONE: 'zone';
EXPERIMENT: 'experiment';
// streams, keys, processes
TIME: 'time'; DELAY: 'delay'; IDLE: 'idle'; AHEAD: 'ahead'; BY: 'by'; CLOCK: 'clock'; KEY: 'key'; ORDER: 'order';
ARRIVAL: 'arrival'; FROM: 'from'; TO: 'to'; ON: 'on'; OF: 'of'; WITH: 'with'; USES: 'uses'; FOR: 'for';
// decisions and rules
RULE: 'rule'; LIKELY: 'likely'; ONCE: 'once'; PER: 'per'; SHADOW: 'shadow'; CANARY: 'canary'; EFFECTIVE: 'effective';
TABLE: 'table'; FIRST: 'first'; UNIQUE: 'unique'; ANY: 'any'; PRIORITY: 'priority'; ALL: 'all'; MATCHES: 'matches';
COLLECT: 'collect'; SUM: 'sum'; MIN: 'min'; MAX: 'max'; COUNT: 'count'; LIST: 'list'; BASE: 'base';
BECAUSE: 'because'; CODE: 'code';
// members of a process
STATE: 'state'; EXPIRES: 'expires'; AFTER: 'after'; WRITE: 'write'; ACCESS: 'access'; UNBOUNDED: 'unbounded'; UP: 'up';
TIMER: 'timer'; WINDOW: 'window'; LAST: 'last'; EACH: 'each'; EVERY: 'every'; SESSION: 'session'; GAP: 'gap';
LATE: 'late'; EARLY: 'early'; OFFSET: 'offset'; EXCLUDING: 'excluding'; CURRENT: 'current'; MONTH: 'month';
APPROX: 'approx'; JOIN: 'join'; CLOSE: 'close'; UPDATE: 'update'; TIMEOUT: 'timeout'; UNMATCHED: 'unmatched';
// patterns
PATTERN: 'pattern'; NEXT: 'next'; BUT: 'but'; NO: 'no'; WITHIN: 'within'; PREVIOUS: 'previous'; SKIP_: 'skip';
PAST: 'past'; NONE: 'none'; GREEDY: 'greedy'; CONSECUTIVE: 'consecutive'; COMBINATION: 'combination'; UNTIL: 'until';
ONE: 'one'; OPTIONAL: 'optional';
// statements
EMIT: 'emit'; START: 'start'; STOP: 'stop'; AT: 'at'; ADD: 'add'; REMOVE: 'remove'; CLEAR: 'clear'; VAR: 'var';
// tests
GIVEN: 'given'; EXPECT: 'expect'; NOTHING: 'nothing'; RESTART: 'restart'; TIMES: 'times'; WATERMARK: 'watermark';

// ---- numbers and times. NUMBER_ERROR loses to an equally long number and wins over a shorter one: `5min`, `0x1F`, `5_`.
fragment D: [0-9] ('_'? [0-9])*;
fragment HHMM: [0-9][0-9] ':' [0-9][0-9];
fragment YMD: [0-9][0-9][0-9][0-9] '-' [0-9][0-9] '-' [0-9][0-9];
TIMESTAMP: YMD 'T' HHMM (':' [0-9][0-9] ('.' [0-9]+)?)? ('Z' | [+-] HHMM);
DATE: YMD;
CLOCKTIME: HHMM (':' [0-9][0-9] ('.' [0-9]+)?)?;
DURATION: (D ('ms' | 'us' | 's' | 'm' | 'h' | 'd' | 'w'))+;
FLOAT: D ('.' D)? [eE] [+-]? D;
DECIMAL: D '.' D;
INT: D;
NUMBER_ERROR: D ('.' D)? [\p{XID_Start}_] [\p{XID_Continue}]*;

// ---- signs
ELLIPSIS: '...'; OPEN_RANGE_OPEN: '<..<'; OPEN_RANGE: '<..'; RANGE_OPEN: '..<'; RANGE: '..'; DOT: '.'; QDOT: '?.';
QQ: '??'; Q: '?'; BARBAR: '||'; BAR: '|'; EQ: '=='; NE: '!='; LE: '<='; GE: '>='; LT: '<'; GT: '>'; PLUSEQ: '+=';
MINUSEQ: '-='; ASSIGN: '='; PLUS: '+'; MINUS: '-'; POWER: '**'; STAR: '*'; SLASH: '/'; PERCENT: '%'; LP: '('; RP: ')';
LB: '['; RB: ']'; COMMA: ','; COLON: ':'; AT_SIGN: '@'; UNDERSCORE: '_';
LC: '{' -> pushMode(DEFAULT_MODE);
RC: '}' -> popMode;

NAME: [\p{XID_Start}_] [\p{XID_Continue}]*;
QUOTED_NAME: '`' ~[`\r\n]+ '`';
RAW_STRING: 'r"' ~["\r\n]* '"';
QUOTE: '"' -> pushMode(STR);

DOC_COMMENT: '///' ~[\r\n]* -> channel(DOC);
LINE_COMMENT: '//' ~[\r\n]* -> channel(COMMENTS);
BLOCK_COMMENT: '/*' .*? '*/' -> channel(COMMENTS);
WS: [ \t\r\n]+ -> skip;
// Whatever begins nothing of the above: the parser never accepts it.
STRAY: .;

// ---- inside "..": text, and `{ expr }` in the default mode
mode STR;
STR_TEXT: (~["\\{\r\n] | '\\' [nt"\\{}] | '\\u{' [0-9a-fA-F]+ '}')+;
STR_OPEN: '{' -> type(LC), pushMode(DEFAULT_MODE);
STR_END: '"' -> type(QUOTE), popMode;
STR_BAD: . -> type(STRAY);
