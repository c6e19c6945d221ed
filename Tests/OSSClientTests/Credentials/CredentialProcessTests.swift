import Testing

@testable import OSSClient

#if canImport(Glibc)
import Glibc
#endif

@Suite("Credentials that a program prints")
struct CredentialProcessTests {
    @Test(
        "both spellings are read",
        arguments: [
            (#"{"AccessKeyId":"STS.a","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2030-01-01T00:00:00Z"}"#, "2030-01-01T00:00:00Z"),
            (
                #"{"mode":"StsToken","access_key_id":"STS.a","access_key_secret":"s","sts_token":"t","expiration":"2030-01-01T08:00:00+08:00"}"#,
                "2030-01-01T00:00:00Z"
            ),
            (#"{"AccessKeyId":"STS.a","AccessKeySecret":"s","SecurityToken":"t","Expiration":""}"#, nil),
            (#"{"AccessKeyId":"STS.a","AccessKeySecret":"s","SecurityToken":"t"}"#, nil),
            (#"{"mode":"StsToken","access_key_id":"STS.a","access_key_secret":"s","sts_token":"t","expiration":1893456000}"#, "2030-01-01T00:00:00Z"),
        ] as [(String, String?)])
    func spellings(text: String, expiration: String?) async throws {
        let credentials = try await ProcessFetch(["/bin/echo", text]).credentials()
        #expect(credentials.accessKey?.id.rawValue == "STS.a")
        #expect(credentials.accessKey?.securityToken?.exposed == "t")
        #expect(credentials.accessKey?.expiration?.rfc3339 == expiration)
    }

    @Test(
        "a program that fails, is not there, or prints nonsense is told of without its words",
        arguments: [
            ["/bin/sh", "-c", "echo SeCrEt; echo SeCrEt >&2; exit 3"], ["/nowhere/SeCrEt"], ["/bin/echo", "SeCrEt"], ["/bin/sh", "-c", "kill -9 $$"],
            ["/bin/sh", "-c", "yes SeCrEt"], ["/bin/echo", #"{"mode":"StsToken","access_key_id":"a","access_key_secret":"SeCrEt"}"#], ["/bin/true"],
        ])
    func failures(arguments: [String]) async throws {
        await #expect { try await ProcessFetch(arguments).credentials() } throws: { error in
            (error as? ClientError)?.code == .credentialsUnavailable && !"\(error)".contains("SeCrEt")
        }
    }

    @Test("a program that hangs is killed with what it started")
    func hanging() async throws {
        let folder = try TemporaryFolder()
        let line = "sleep 1000 & echo $! > \(folder.path)/child; echo $$ > \(folder.path)/pid; wait"
        await #expect(throws: ClientError(.timeout, "")) {
            try await ProcessFetch(["/bin/sh", "-c", line], limit: .seconds(2)).credentials()
        }
        for name in ["pid", "child"] {
            let file = try #require(try SmallFile.read("\(folder.path)/\(name)"))
            let id = try #require(Int32(String(decoding: file.bytes.dropLast(), as: UTF8.self)))
            try await eventually { kill(id, 0) != 0 || Self.isZombie(id) }
        }
    }

    @Test("a program that is done is not waited for longer because something it left holds its output")
    func daemon() async throws {
        let folder = try TemporaryFolder()
        let line = #"sleep 600 & echo $! > "\#(folder.path)/child"; echo '{"AccessKeyId":"a","AccessKeySecret":"b"}'"#
        let start = ContinuousClock.now
        _ = try await ProcessFetch(["/bin/sh", "-c", line], limit: .seconds(300)).credentials()
        #expect(ContinuousClock.now - start < .seconds(250))
        let file = try #require(try SmallFile.read("\(folder.path)/child"))
        let id = try #require(Int32(String(decoding: file.bytes.dropLast(), as: UTF8.self)))
        #expect(kill(id, SIGKILL) == 0, "it was left alone")
    }

    @Test("cancelling kills the program")
    func cancelling() async throws {
        let task = Task { try await ProcessFetch(["/bin/sleep", "1000"], limit: .seconds(900)).credentials() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    private static func isZombie(_ id: Int32) -> Bool {
        guard let file = try? SmallFile.read("/proc/\(id)/stat") else { return true }
        return String(decoding: file.bytes, as: UTF8.self).contains(") Z ")
    }

    @Test(
        "a command line is split as a shell splits it",
        arguments: [
            ("a b  c", ["a", "b", "c"]), (#"a "b c" 'd "e"'"#, ["a", "b c", #"d "e""#]), (#"a\ b "\"" "\x""#, ["a b", "\"", #"\x"#]),
            (#"a ""  ''"#, ["a", "", ""]), ("a$HOME *|b", ["a$HOME", "*|b"]), ("", []), ("  ", []), ("a'b", nil), ("a\\", nil), (#""a"#, nil),
        ] as [(String, [String]?)])
    func words(line: String, expected: [String]?) { #expect(CommandWords.split(line) == expected) }
}
