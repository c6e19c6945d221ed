import OSSExplanation
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the text to explain comes from.
struct ExplanationSource {
    private let command: ExplainCommand

    init(_ command: ExplainCommand) { self.command = command }

    /// The requests, and the text that they were read from.
    /// - Throws: `CommandFailure`, of usage when the input cannot be explained, local when a file cannot be read.
    func observations() throws -> ([Observation], [UInt8]) {
        if command.last || command.input == nil && command.har == nil && command.log == nil && command.requestId != nil { return try refusals() }
        let text = try text()
        do {
            let found = try command.log == nil ? InputReader.read(text) : InputReader.readLog(text, requestID: command.requestId)
            return (try selected(found), text)
        } catch let error as UnreadableInput {
            throw CommandFailure.usage(error.message)
        }
    }

    private func selected(_ found: [Observation]) throws -> [Observation] {
        guard let id = command.requestId else { return found }
        let matching = found.filter { $0.requestID.map { ASCII.lowercased($0) } == ASCII.lowercased(id) }
        guard !matching.isEmpty else { throw CommandFailure.usage("the input shows no request with that id") }
        return matching
    }

    private func text() throws -> [UInt8] {
        if let path = command.har ?? command.log { return try BoundedFile.read(path, limit: InputReader.limit) }
        guard let input = command.input, input != "-" else { return try BoundedFile.read("-", limit: InputReader.limit) }
        if input.hasPrefix("file://") { return try BoundedFile.read(String(input.dropFirst(7)), limit: InputReader.limit) }
        let isName = !input.contains("://") && !input.contains("\n") && !input.contains("<") && input.utf8.count < 4096
        if isName, access(input, R_OK) == 0 { return try BoundedFile.read(input, limit: InputReader.limit) }
        return Array(input.utf8)
    }

    /// What the local server wrote down. It writes a moment after it answers, so a little patience is in place.
    private func refusals() throws -> ([Observation], [UInt8]) {
        let path = RefusalLog.path(in: command.client.data)
        let isServing = RunningServer.find(in: command.client.data) != nil
        for attempt in 0..<(isServing ? 20 : 1) {
            if attempt > 0 { usleep(50_000) }
            guard access(path, F_OK) == 0 else { continue }
            let text = try BoundedFile.read(path, limit: InputReader.limit)
            guard let found = try? InputReader.read(text), let observations = try? selected(found), let first = observations.first else { continue }
            return ([first], text)
        }
        throw CommandFailure.usage(
            command.requestId == nil
                ? "no refusals are kept in \(command.client.data): has a server refused anything there?"
                : "no refusal with that id is kept in \(command.client.data)")
    }
}
