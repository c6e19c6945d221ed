/// Texts that come from a flag, a file or stdin: a value as it stands, `file://PATH`, or `-`.
enum InputText {
    /// The most bytes of a value from a file or stdin.
    static let maximumBytes = 1 << 20

    /// What a flag's value stands for.
    /// - Throws: `CommandFailure` for a file that cannot be read, is too long or is not UTF-8. It names the flag and not the value.
    static func resolve(_ value: String, of option: String) throws -> String {
        let scheme = "file://"
        guard value == "-" || value.utf8.starts(with: scheme.utf8) else { return value }
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(value == "-" ? value : String(value.dropFirst(scheme.count)), limit: maximumBytes)
        } catch let failure as CommandFailure {
            throw CommandFailure(status: failure.status, message: "\(option): \(failure.message)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandFailure.usage("\(option): not UTF-8") }
        return text
    }

    /// Calls `body` with each line of stdin, without its end (LF or CR LF). Empty lines are passed over.
    /// - Throws: `CommandFailure` for a line of more than 16 KiB; what `body` throws.
    static func forEachLineOfStandardInput(_ body: ([UInt8]) throws -> Void) throws {
        var line: [UInt8] = []
        func finish() throws {
            if line.last == 0x0D { line.removeLast() }
            if !line.isEmpty { try body(line) }
            line.removeAll(keepingCapacity: true)
        }
        while let block = try BoundedFile.block(of: 0, named: "stdin") {
            var rest = block[...]
            while let end = rest.firstIndex(of: 0x0A) {
                line += rest[..<end]
                try finish()
                rest = rest[(end + 1)...]
            }
            line += rest
            guard line.count <= 16 * 1024 else { throw CommandFailure.usage("stdin: a line of more than 16 KiB") }
        }
        try finish()
    }
}
