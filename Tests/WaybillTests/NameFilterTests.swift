import Testing

@testable import waybill

@Suite("Patterns that choose names")
struct NameFilterTests {
    @Test(
        "a pattern is a shell's",
        arguments: [
            ("*.txt", "a.txt", true), ("*.txt", "a.txt.gz", false), ("*", "", true), ("", "", true), ("", "a", false), ("?", "é", true),
            ("?", "", false), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false),
            ("[!a-c]x", "dx", true), ("[^a]", "a", false), ("[]]", "]", true), ("[a", "[a", true), ("[z-a]", "z", true), ("[-a]", "-", true),
            ("**", "a/b", true), ("dir/*", "dir/sub/b", true), ("\\*", "\\a", true),
        ])
    func patterns(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(Array(name.utf8)) == expected)
    }

    @Test("a pattern that asks for many tries takes no time")
    func hostile() {
        let pattern = NamePattern(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches([UInt8](repeating: UInt8(ascii: "a"), count: 1023)))
    }

    @Test("of includes and excludes the last that matches decides")
    func order() {
        func taken(_ arguments: [String]) -> [String] {
            let pairs = zip(arguments, arguments.dropFirst())
            let filter = NameFilter(
                include: pairs.filter { $0.0 == "--include" }.map(\.1), exclude: pairs.filter { $0.0 == "--exclude" }.map(\.1),
                arguments: arguments)
            return ["a.txt", "sub/b.txt", "c.jpg"].filter { filter.takes($0.utf8) }
        }
        #expect(taken([]) == ["a.txt", "sub/b.txt", "c.jpg"])
        #expect(taken(["--include", "*.txt"]) == ["a.txt", "sub/b.txt"])
        #expect(taken(["--exclude", "*.txt"]) == ["c.jpg"])
        #expect(taken(["--include", "*.txt", "--exclude", "sub/*"]) == ["a.txt"])
        #expect(taken(["--exclude", "*", "--include", "*.jpg"]) == ["c.jpg"])
        #expect(taken(["--include", "*.jpg", "--exclude", "*"]) == [])
        #expect(taken(["--exclude", "b.txt"]) == ["a.txt", "c.jpg"])
    }

    @Test(
        "paths below a folder are made of names that are names",
        arguments: [
            ("a", true), ("a/b", true), ("...", true), ("..a/b..", true), ("a b", true), ("-rf", true), ("", false), ("/", false), ("/a", false),
            ("a/", false), ("a//b", false), (".", false), ("..", false), ("../a", false), ("a/..", false), ("a/./b", false), ("a/../../b", false),
            (".x.waybill-part", false), ("a\0b", false),
        ])
    func paths(key: String, isAllowed: Bool) {
        let path = try? LocalPath.inside("folder", Array(key.utf8))
        #expect(path == (isAllowed ? "folder/\(key)" : nil))
    }

    @Test(
        "ranges are numbers, in order",
        arguments: ["0-0", "5-", "-1", "0-9223372036854775807"], ["", "-", "1", "2-1", "--1", "a-b", "1-2-3", "-0", "0-9223372036854775808", "+1-2"])
    func ranges(good: String, bad: String) {
        #expect(RangeArgument(argument: good) != nil)
        #expect(RangeArgument(argument: bad) == nil)
    }
}
