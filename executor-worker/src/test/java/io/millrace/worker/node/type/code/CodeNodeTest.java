package io.millrace.worker.node.type.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What scripts can do, what they cannot, and what becomes of what they return, throw and log. One child runs them all.
 */
class CodeNodeTest {

    private static CodeNodeFixture code;

    @BeforeAll
    static void start() {
        code = CodeNodeFixture.withChildren(1);
    }

    @AfterAll
    static void stop() throws IOException {
        code.close();
    }

    @BeforeEach
    void forget() {
        code.logged.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return 1 + 1                                                         | 2
            return {total: input.items.reduce((t, i) => t + i.price * i.quantity, 0)} | {"total":11}
            return trigger.kind + trigger.body.id                                | "manual7"
            return [nodes.first['ä'], nodes.list.length, Object.keys(nodes).length] | ["ö",2,2]
            return nodes                                                         | {"first":{"ä":"ö"},"list":[1,2]}
            nodes.list = 'mine'; return nodes.list                               | "mine"
            return nodes.none                                                    | null
            return input                                                         | {"items":[{"price":2.5,"quantity":4},{"price":1,"quantity":1}]}
            return                                                               | null
            const x = 1                                                          | null
            return null                                                          | null
            return 'ü€😀\\u0000\\ud800'                                          | "ü€😀\\u0000\\ud800"
            return {a: undefined, b: () => 1, c: NaN, d: [undefined]}            | {"c":null,"d":[null]}
            return new Map([[1, 2]]).get(1)                                      | 2
            return [...'abc'].toSorted().map(c => c.codePointAt(0))              | [97,98,99]
            return 'a1b22'.match(/[0-9]+/g)                                      | ["1","22"]
            return new Intl.NumberFormat('de').format(1234.5)                    | "1.234,5"
            return JSON.parse('{"__proto__": 1}')                                | {"__proto__":1}
            """)
    void returnsJson(String source, String output) throws Exception {
        assertThat(code.completed(source)).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            return a.b                                | ReferenceError: a is not defined      | 1 | 8
            `let x;\n  throw new TypeError('no')`     | TypeError: no                         | 2 | 9
            `const f = () => {\n null.x };\nreturn f()` | TypeError: Cannot read property 'x' of null | 2 | 2
            throw 'text'                              | text                                  | 1 | 1
            throw {code: 5}                           | {"code":5}                            | 1 | 1
            let x = ;                                 | SyntaxError: Expected an operand but found ; | 1 | 9
            `\n\nreturn await 1`                      | SyntaxError: await is only valid in async functions and the top level bodies of modules | 3 | 8
            """)
    void failsWithTheMessageAndThePlace(String source, String message, int line, int column) throws Exception {
        Failure failure = code.failed(source);
        assertThat(failure.getType()).isEqualTo("code");
        assertThat(failure.getMessage()).isEqualTo(message);
        assertThat(failure.getNodeId()).contains("n");
        assertThat(failure.getRetryable()).isFalse();
        assertThat(Json.encoded(failure.getDetails().orElseThrow()))
                .hasToString("{\"line\":%d,\"column\":%d}".formatted(line, column));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            return () => 1                                          | a function
            return Symbol('a')                                      | a symbol
            return {a: 10n}                                         | BigInt
            const a = {}; a.a = a; return a                         | circular
            return Promise.resolve(1)                               | a promise
            return (async () => 1)()                                | a promise
            let a = []; for (let i = 0; i < 600; i++) a = [a]; return a | is not accepted
            """)
    void saysWhatCannotBeReturned(String source, String reason) throws Exception {
        Failure failure = code.failed(source);
        assertThat(failure.getType()).isEqualTo("code-output");
        assertThat(failure.getMessage()).containsIgnoringCase(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java.type('java.lang.System').exit(1)",
                "Packages.java.lang.System.exit(1)",
                "java.lang.Runtime.getRuntime()",
                "Polyglot.eval('js', '1')",
                "Polyglot.import('x')",
                "Graal.versionECMAScript",
                "load('/etc/passwd')",
                "loadWithNewGlobal('/etc/passwd')",
                "read('/etc/passwd')",
                "readFully('/etc/passwd')",
                "print('x')",
                "quit()",
                "require('fs')",
                "process.env",
                "fetch('http://localhost')",
                "new Worker('x')",
                "new WebAssembly.Module(new Uint8Array())",
                "new SharedArrayBuffer(8)",
                "Atomics.wait(new Int32Array(8), 0, 0)",
                "setTimeout(() => 1, 1)",
                "new WeakRef({})",
                "performance.now()",
                "console.log.getClass()",
                "input.getClass()",
                "nodes.list.getClass().forName('java.lang.System')",
                "[].constructor.constructor('return Java')()",
                "Object.getPrototypeOf(async function () {}).constructor('return Java')().missing.x()",
                "Reflect.construct(Function, ['return Java.type(\"java.io.File\")'])()",
                "(0, eval)('Java')",
                "new Error().constructor.captureStackTrace.caller.x",
                "arguments.callee.caller.caller.x"
            })
    void refusesEverythingOutside(String attempt) throws Exception {
        Failure failure = code.failed("return " + attempt);
        assertThat(failure.getType()).isEqualTo("code");
        assertThat(failure.getMessage()).containsAnyOf("ReferenceError", "TypeError");
    }

    @Test
    void importsNothing() throws Exception {
        assertThat(code.failed("return import('/etc/passwd')").getType()).isEqualTo("code-output");
        code.completed("import('/etc/passwd').then(m => console.log('read'), e => console.log('refused'))");
        assertThat(code.logged).doesNotContain("INFO read");
    }

    @Test
    void leavesNothingToTheNextRun() throws Exception {
        Set<ProcessHandle> before = childrenAfter("return 1");
        code.completed("""
                Object.prototype.leak = 1;
                globalThis.leak = 2;
                leak3 = 3;
                Array.prototype.map = () => 'leak';
                JSON.parse = () => 'leak';
                JSON.stringify = () => '"leak"';
                Promise = Date = Math.random = console.log = Error = null;
                Object.freeze(Object.prototype);
                input.items = nodes.first = trigger.body = null""");
        assertThat(code.completed("""
                        console.log('works');
                        return [typeof leak, typeof leak3, ({}).leak ?? null, [1].map(x => x + 1), JSON.parse('1'),
                            typeof Promise, typeof Date, input.items.length, nodes.first, trigger.body]"""))
                .isEqualTo(
                        "[\"undefined\",\"undefined\",null,[2],1,\"function\",\"function\",2,{\"ä\":\"ö\"},{\"id\":7}]");
        assertThat(code.logged).containsExactly("INFO works");
        assertThat(CodeNodeFixture.children()).isEqualTo(before);
    }

    @Test
    void cannotForgeAResult() throws Exception {
        assertThat(code.completed("""
                        Object.defineProperty(Array.prototype, 0, { get: () => true, set: () => 1 });
                        Object.defineProperty(Array.prototype, 1, { get: () => 'no json', set: () => 1 });
                        return 5""")).isEqualTo("5");
    }

    @Test
    void givesTheSameWhenItRunsAgain() throws Exception {
        String source = """
                return [Date.now(), new Date(), new Date().constructor.now(), Date(), new Date(5).getTime(),
                    new Date() instanceof Date, Date.UTC(1970, 0, 2), Math.random(), Math.random()]""";
        String output = code.completed(source);
        assertThat(output)
                .startsWith("[1770091506789,\"2026-02-03T04:05:06.789Z\",1770091506789,"
                        + "\"Tue Feb 03 2026 04:05:06 GMT+0000 (GMT)\",5,true,86400000,0.");
        assertThat(code.completed(source)).isEqualTo(output);
    }

    @Test
    void logsWithLevels() throws Exception {
        code.completed("""
                console.debug('a', 1, {b: [2]});
                console.log('\\u0000\\u0002\\u0000\\u0000\\u0000\\u0001x');
                console.info(undefined, null, () => 1);
                console.warn(new TypeError('t'));
                console.error()""");
        assertThat(code.logged)
                .containsExactly(
                        "DEBUG a 1 {\"b\":[2]}",
                        "INFO \u0000\u0002\u0000\u0000\u0000\u0001x",
                        "INFO undefined null () => 1",
                        "WARN TypeError: t",
                        "ERROR ");
    }

    @Test
    void boundsWhatIsLogged() throws Exception {
        code.completed("console.log('€'.repeat(100_000)); for (let i = 0; i < 10_000; i++) console.log(i)");
        assertThat(code.logged).hasSize(100).last().isEqualTo("WARN 9,902 more lines were dropped");
        assertThat(code.logged.getFirst()).hasSize("INFO ".length() + 4_000);
    }

    @Test
    void boundsWhatIsReturnedAndThrown() throws Exception {
        Failure tooLarge = code.failed("return 'ü'.repeat(60_000)");
        assertThat(tooLarge.getType()).isEqualTo("too-large");
        assertThat(tooLarge.getMessage()).isEqualTo("the script returned more than 100,000 bytes");
        assertThat(code.failed("return 'x'.repeat(1_000_000)").getType()).isEqualTo("too-large");
        assertThat(code.failed("throw new Error('€'.repeat(1_000_000))").getMessage())
                .hasSize(4_000);
    }

    @Test
    void endsWhatCallsItselfTooDeeply() throws Exception {
        Failure failure = code.failed("const f = () => f() + 1; return f()");
        assertThat(failure.getType()).isEqualTo("code");
        assertThat(failure.getMessage()).isEqualTo("RangeError: Maximum call stack size exceeded");
        assertThat(code.completed("return 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT61S", "-PT1S", "P1D", "soon"})
    void namesATimeoutThatCannotBe(String timeout) {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> code.run("return 1", timeout))
                .satisfies(e -> assertThat(e.parameter()).isEqualTo("/timeout"));
    }

    private static Set<ProcessHandle> childrenAfter(String source) throws InterruptedException {
        code.completed(source);
        return CodeNodeFixture.children();
    }
}
