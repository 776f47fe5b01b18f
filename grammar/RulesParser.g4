// Sentences of the rule language: the whole language, also what the compiler does not build yet. No actions, no predicates;
// every construct is a rule of its own, whose name is what tools see. Decisions need few tokens of look-ahead: keep it so
// (`[` lists and maps share their beginning for that reason), since prediction over long or nested input is slow.
// compiler/parse/rules.def lists the same rules in the same order (checked when it is compiled).
parser grammar RulesParser;
options { tokenVocab = RulesLexer; }

// ---- a module
file: moduleDecl? item* EOF;
moduleDecl: MODULE path;
item
    : importItem | enumItem | recordItem | variantItem | streamItem | outputItem | paramItem | functionItem
    | decisionItem | scorecardItem | processItem | testItem | fixtureItem | referenceItem | lookupItem | calendarItem
    | zoneItem | experimentItem
    ;
importItem: IMPORT (SCHEMA | CPP | RULES | MODEL) text (AS name)?;
enumItem: ENUM name LC (name (COMMA name)* COMMA?)? RC;
recordItem: RECORD name LC (field COMMA?)* RC;
variantItem: VARIANT name LC variantArm* RC;
variantArm: name (LC (field COMMA?)* RC)? COMMA?;
streamItem: STREAM name COLON type (LC streamOption* RC)?;
streamOption: TIME name | DELAY DURATION | IDLE DURATION (BY CLOCK)? | AHEAD DURATION;
outputItem: OUTPUT name COLON type (KEY name)?;
paramItem: PARAM name COLON type ASSIGN expr;
functionItem: FUNCTION name params COLON type ASSIGN expr;
referenceItem: BROADCAST? REFERENCE name COLON type BY name FROM name;
lookupItem: LOOKUP name params COLON type (TIMEOUT DURATION)?;
calendarItem: CALENDAR name FROM text;
zoneItem: ZONE text;
fixtureItem: FIXTURE name LC entries? RC;
experimentItem: EXPERIMENT name ON name BY expr LC experimentArm+ RC;
experimentArm: name INT PERCENT (USES name)?;

path: name (DOT name)*;
params: LP (field (COMMA field)*)? RP;
field: fieldMark* name COLON type (ASSIGN expr)?;
fieldMark: AT_SIGN name (LP name RP)?;
type: path (LP typeArg (COMMA typeArg)* RP)? (LT type (COMMA type)* GT)? Q?;
typeArg: INT | name;

// ---- decisions
decisionItem: DECISION name params COLON type hitPolicy LC letStatement* (decisionTable | decisionRule*) otherwise? RC;
hitPolicy
    : (FIRST | UNIQUE | ANY) MATCH
    | PRIORITY MATCH ON name
    | ALL MATCHES (IN ORDER OF name)?
    | COLLECT (SUM | MIN | MAX | COUNT | LIST) (OF name)?
    ;
decisionRule: RULE name ruleAttribute* text? WHEN expr THEN expr;
ruleAttribute
    : LIKELY
    | ONCE PER DURATION
    | SHADOW
    | CANARY INT PERCENT
    | EFFECTIVE (FROM (DATE | TIMESTAMP) (TO (DATE | TIMESTAMP))? | TO (DATE | TIMESTAMP))
    ;
otherwise: OTHERWISE expr;
decisionTable: TABLE (FROM text | LC tableHead tableRow+ RC);
tableHead: BAR headInput (BAR headInput)* BARBAR name (BAR name)* BAR;
headInput: expr (AS name)?;
tableRow: BAR cell (BAR cell)* BARBAR expr (BAR expr)* BAR;
cell: anyCell | NOT cellTest (COMMA cellTest)* | cellTest (COMMA cellTest)* | WHERE expr;
anyCell: MINUS;
cellTest
    : (LT | LE | GT | GE) value
    | value ((RANGE | RANGE_OPEN | OPEN_RANGE | OPEN_RANGE_OPEN) value)?
    | PRESENT
    ;
scorecardItem: SCORECARD name params COLON type LC letStatement* BASE expr scoreRule* RC;
scoreRule: RULE name ruleAttribute* text? WHEN expr THEN ADD expr BECAUSE text (CODE text)?;

// ---- processes
processItem: PROCESS name processKey? processOrder? LC member* RC;
processKey: BY (LP RP | keyPart (COMMA keyPart)*);
keyPart: keySource (ASSIGN keySource)*;
keySource: name (DOT name)?;
processOrder: ORDER (ARRIVAL | TIME);
member: stateMember | timerMember | windowMember | patternMember | joinMember | handler;
stateMember: STATE name COLON type (ASSIGN expr)? stateBound*;
stateBound: EXPIRES DURATION AFTER (WRITE | ACCESS) | UP TO INT | UNBOUNDED;
timerMember: TIMER name (BY CLOCK)?;
joinMember: JOIN name ASSIGN name AS name WITH name AS name WITHIN joinBound RANGE joinBound;
joinBound: MINUS? DURATION;
windowMember: WINDOW name ASSIGN name windowForm windowFilter? windowOption*;
windowForm
    : IN LAST DURATION (EXCLUDING CURRENT)?
    | LAST INT (EXCLUDING CURRENT)?
    | EACH (DURATION | MONTH) (EVERY DURATION)? (OFFSET DURATION)? (IN text)?
    | SESSION GAP DURATION
    ;
windowFilter: WHERE expr;
windowOption: LATE DURATION | EARLY (EVERY DURATION | ON EACH) | UP TO INT;
handler: ON trigger withClause* block;
trigger
    : LATE OF? name AS name
    | CLOSE name AS name
    | UPDATE name AS name
    | MATCH name AS binder
    | TIMEOUT name AS name
    | TIMER name (AS name)?
    | UNMATCHED name AS name
    | name AS name
    ;
binder: name | LP name (COMMA name)* RP;
withClause: COMMA WITH name ASSIGN expr (AS OF expr)?;

// ---- patterns
patternMember: PATTERN name ASSIGN LC stepBody patternStep* RC patternWithin* patternSkip?;
patternStep: contiguity stepBody;
contiguity: NEXT | THEN ANY? | NOT NEXT | BUT NO;
stepBody
    : name (AS name)? stepCount? (WHERE expr)? (UNTIL expr)? (WITHIN DURATION OF PREVIOUS)?
    | LP stepBody patternStep* RP stepCount? (UNTIL expr)? (WITHIN DURATION OF PREVIOUS)?
    | choice
    ;
// No group inside: `a where f (b)` would be a call.
choice: (ALL | ONE) OF LC (choiceStep | choice)+ RC;
choiceStep: name (AS name)? stepCount? (WHERE expr)?;
stepCount: quantifier OPTIONAL? (CONSECUTIVE | ANY COMBINATION)? GREEDY? | OPTIONAL;
quantifier: LC INT (COMMA INT?)? RC | PLUS | STAR | Q;
patternWithin: WITHIN DURATION (OF PREVIOUS)?;
patternSkip: AFTER MATCH (NONE | SKIP_ (PAST LAST | TO NEXT | TO FIRST name | TO LAST name));

// ---- statements
block: LC statement* RC;
statement
    : ruleStatement | varStatement | letStatement | assignment | emitStatement | startStatement | stopStatement
    | addStatement | removeStatement | clearStatement
    ;
ruleStatement: RULE name ruleAttribute* text? WHEN expr THEN (block | simple);
simple
    : varStatement | letStatement | assignment | emitStatement | startStatement | stopStatement | addStatement
    | removeStatement | clearStatement
    ;
varStatement: VAR name COLON type ASSIGN expr;
letStatement: LET name ASSIGN expr;
assignment: place (ASSIGN | PLUSEQ | MINUSEQ) expr;
place: name (DOT name | LB expr RB)*;
emitStatement: EMIT name LC entries? RC;
startStatement: START name (AFTER | AT) expr;
stopStatement: STOP name;
addStatement: ADD expr TO name;
removeStatement: REMOVE expr FROM name;
clearStatement: CLEAR name;
entries: entry (COMMA entry)* COMMA?;
entry: name COLON expr | ELLIPSIS;

// ---- expressions. Operators of an operation are read as a row; the compiler groups them (compiler/parse/operators.h), since
// one rule for each level of precedence makes reading three times slower. Strongest first:
//   suffixes | ** (to the right) | unary - | * / div % | + - | ?? | == != < <= > >= in matches is (not chained) | not | and | or
expr: ifExpr | matchExpr | operation;
ifExpr: IF expr THEN expr ELSE expr;
matchExpr: MATCH expr LC matchArm* RC;
matchArm: name (AS name)? THEN expr;
operation
    : NOT* operand
      ( (AND | OR) NOT* operand
      | (EQ | NE | LT | LE | GT | GE | QQ | PLUS | MINUS | STAR | SLASH | DIV | PERCENT | POWER) operand
      | NOT? (IN | MATCHES) operand
      | IS NOT? (MISSING | PRESENT)
      )*
    ;
// An operation without conditions: what stands in a cell of a table.
value: operand ((QQ | PLUS | MINUS | STAR | SLASH | DIV | PERCENT | POWER) operand)*;
operand: MINUS* primary suffix*;
suffix: DOT name recordBody? | QDOT name | DOT APPROX name | arguments | LB expr RB;
arguments: LP (expr (COMMA expr)* (WHERE expr)?)? RP;
primary
    : INT | DECIMAL | FLOAT | DURATION | DATE | TIMESTAMP | CLOCKTIME | TRUE | FALSE | MISSING | UNDERSCORE
    | RAW_STRING
    | string
    | name (money | recordBody)?
    | recordBody
    | listLiteral
    | LP expr RP
    ;
money: INT | DECIMAL;    // GBP 10.00
recordBody: LC entries? RC;
listLiteral: LB (expr (COLON expr (COMMA expr COLON expr)* | (COMMA expr)*) COMMA?)? RB;
string: QUOTE (STR_TEXT | LC expr RC)* QUOTE;
// Text that does not interpolate: paths, descriptions, reasons, codes, zones.
text: QUOTE STR_TEXT? QUOTE;

// ---- tests
testItem: TEST text FOR path LC testStep* RC;
testStep
    : AT (CLOCKTIME | TIMESTAMP) name LC entries? RC (TIMES INT EVERY DURATION)?
    | WATERMARK (CLOCKTIME | TIMESTAMP)
    | RESTART
    | EXPECT NOTHING
    | EXPECT name LC entries? RC (ONCE | TIMES INT)?
    | GIVEN LC entries? RC EXPECT expr
    ;

name
    : NAME | QUOTED_NAME
    | MODULE | IMPORT | SCHEMA | CPP | RULES | MODEL | ENUM | RECORD | VARIANT | STREAM | OUTPUT | PARAM | FUNCTION
    | DECISION | SCORECARD | PROCESS | TEST | FIXTURE | REFERENCE | BROADCAST | LOOKUP | CALENDAR | ZONE | EXPERIMENT
    | TIME | DELAY | IDLE | AHEAD | BY | CLOCK | KEY | ORDER | ARRIVAL | FROM | TO | ON | OF | WITH | USES | FOR
    | RULE | LIKELY | ONCE | PER | SHADOW | CANARY | EFFECTIVE | TABLE | FIRST | UNIQUE | ANY | PRIORITY | ALL
    | MATCHES | COLLECT | SUM | MIN | MAX | COUNT | LIST | BASE | BECAUSE | CODE
    | STATE | EXPIRES | AFTER | WRITE | ACCESS | UNBOUNDED | UP | TIMER | WINDOW | LAST | EACH | EVERY | SESSION | GAP
    | LATE | EARLY | OFFSET | EXCLUDING | CURRENT | MONTH | APPROX | JOIN | CLOSE | UPDATE | TIMEOUT | UNMATCHED
    | PATTERN | NEXT | BUT | NO | WITHIN | PREVIOUS | SKIP_ | PAST | NONE | GREEDY | CONSECUTIVE | COMBINATION | UNTIL
    | ONE | OPTIONAL
    | EMIT | START | STOP | AT | ADD | REMOVE | CLEAR | VAR
    | GIVEN | EXPECT | NOTHING | RESTART | TIMES | WATERMARK
    ;
