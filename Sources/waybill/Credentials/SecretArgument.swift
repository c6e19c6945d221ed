import OSSClient
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A secret that a flag names: `-` stands for the next line of stdin, `file://PATH` for a file's content. Anything else is the secret itself, which
/// everybody on the machine can then see.
enum SecretArgument {
    static func value(_ text: String, flag: String) throws -> String {
        let secret: String
        if text == "-" {
            secret = try lineOfStandardInput(flag: flag)
        } else if text.utf8.starts(with: "file://".utf8) {
            secret = try content(of: String(text.dropFirst("file://".count)), flag: flag)
        } else {
            Console.note("warning: other users of this machine can see \(flag) in the list of processes; use - or file://PATH, or the environment")
            secret = text
        }
        guard !secret.isEmpty else { throw CommandFailure.usage("\(flag): it is empty") }
        return secret
    }

    private static func content(of path: String, flag: String) throws -> String {
        do {
            guard let file = try SmallFile.read(path) else { throw CommandFailure.local("\(flag): there is no file \(path)") }
            return try text(Array(file.bytes.prefix { $0 != 0x0A && $0 != 0x0D }), flag: flag)
        } catch let error as ClientError {
            throw CommandFailure.local("\(flag): \(error.message)")
        }
    }

    /// Byte by byte, so that what follows is left to the command.
    private static func lineOfStandardInput(flag: String) throws -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(0, &byte, 1) == 1, byte != 0x0A {
            line.append(byte)
            guard line.count <= 64 * 1024 else { throw CommandFailure.usage("\(flag): the line on stdin is too long") }
        }
        if line.last == 0x0D { line.removeLast() }
        return try text(line, flag: flag)
    }

    private static func text(_ bytes: [UInt8], flag: String) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandFailure.usage("\(flag): it is not a text in UTF-8") }
        return text
    }
}
