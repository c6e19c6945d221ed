import Testing

@testable import OSSSnippets

/// Expected literals are written by hand from each language's rules.
@Suite("Quoting") struct QuotingTests {
    @Test(
        "a shell's word",
        arguments: [
            ("photo.jpg", "photo.jpg"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$HOME`id`\\", #"'$HOME`id`\'"#), ("~", "'~'"),
            ("a\nb", "'a\nb'"), ("ü", "'ü'"), ("#x", "'#x'"), ("x=1", "'x=1'"), ("!!", "'!!'"),
        ]) func shell(text: String, word: String)
    { #expect(Quoting.shell(text) == word) }

    @Test(
        "PowerShell's verbatim string: every single quote that it knows is doubled, and nothing else means anything",
        arguments: [
            ("a b", "'a b'"), ("it's", "'it''s'"),
            ("\u{2018}a\u{2019}b\u{201A}c\u{201B}", "'\u{2018}\u{2018}a\u{2019}\u{2019}b\u{201A}\u{201A}c\u{201B}\u{201B}'"),
            ("$env:PATH `n \"x\" $(id)", "'$env:PATH `n \"x\" $(id)'"), ("\u{201C}q\u{201D}", "'\u{201C}q\u{201D}'"), ("a\nb", "'a\nb'"), ("", "''"),
            ("'", "''''"), ("'@", "'''@'"),
        ]) func powerShell(text: String, literal: String)
    {
        #expect(Quoting.powerShell(text).unicodeScalars.elementsEqual(literal.unicodeScalars))
    }

    static let odd = "q\" b\\ d$ n\n u\u{7F}1 ü\u{1F4E6}"

    @Test("Python") func python() { #expect(Quoting.python(Self.odd) == #""q\" b\\ d$ n\x0a u\x7f1 \u00fc\U0001f4e6""#) }
    @Test("Go") func go() { #expect(Quoting.go(Self.odd) == #""q\" b\\ d$ n\x0a u\x7f1 \u00fc\U0001f4e6""#) }
    @Test("JavaScript") func javaScript() {
        #expect(Quoting.javaScript(Self.odd) == #""q\" b\\ d$ n\x0a u\x7f1 \u{fc}\u{1f4e6}""#)
        #expect(Quoting.javaScript("</script><!--&amp;\u{2028}") == #""\x3C/script\x3E\x3C!--\x26amp;\u{2028}""#)
    }
    @Test("Java: octal for control characters, since Unicode escapes are read first") func java() {
        #expect(Quoting.java(Self.odd) == #""q\" b\\ d$ n\012 u\1771 \u00fc\ud83d\udce6""#)
        #expect(Quoting.java("\\u000a") == #""\\u000a""#)
    }
    @Test("C#") func cSharp() { #expect(Quoting.cSharp(Self.odd) == #""q\" b\\ d$ n\u000a u\u007f1 \u00fc\U0001f4e6""#) }
    @Test("C++: octal, so that a digit behind it is no part of it") func cPlusPlus() {
        #expect(Quoting.cPlusPlus(Self.odd) == #""q\" b\\ d$ n\012 u\1771 \303\274\360\237\223\246""#)
        #expect(Quoting.cPlusPlus("??/") == #""\?\?/""#)
    }
    @Test("PHP") func php() { #expect(Quoting.php(Self.odd + "{$x}") == #""q\" b\\ d\$ n\x0a u\x7f1 \u{fc}\u{1f4e6}{\$x}""#) }
    @Test("Swift") func swift() { #expect(Quoting.swift(Self.odd + "\\(x)") == #""q\" b\\ d$ n\u{a} u\u{7f}1 \u{fc}\u{1f4e6}\\(x)""#) }
    @Test("HTML") func html() { #expect(Quoting.html("<a href=\"x\">'&'</a>\n") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;&#10;") }

    @Test("every literal of a programming language is ASCII on one line, with its end where it belongs") func shape() {
        let everything = String(String.UnicodeScalarView((1...0x2FFF).compactMap(Unicode.Scalar.init))) + "\u{FEFF}\u{10FFFF}"
        for quote in [Quoting.python, Quoting.go, Quoting.javaScript, Quoting.java, Quoting.cSharp, Quoting.cPlusPlus, Quoting.php, Quoting.swift] {
            let literal = Array(quote(everything).utf8)
            #expect(literal.allSatisfy { (0x20...0x7E).contains($0) })
            var isEscaped = false
            var ends: [Int] = []
            for (index, byte) in literal.enumerated().dropFirst() {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    ends.append(index)
                }
            }
            #expect(ends == [literal.count - 1])
        }
    }
}
