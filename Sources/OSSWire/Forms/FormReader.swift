package import OSSSigning

/// Reads `multipart/form-data` from chunks of any size: a value that takes bytes and gives events, and reads and waits for nothing itself.
///
/// The events are the same however the body is cut into chunks. Lines end in CRLF; a line feed alone is malformed. The reader is strict and
/// bounded by ``FormLimits``. Memory is that of one field.
///
/// OSS page: "PostObject". RFC 7578, RFC 2046.
package struct FormReader: Sendable {
    /// What became known with a chunk.
    package enum Event: Equatable, Sendable {
        /// A field before the file.
        case field(FormFields.Field)
        /// The file begins. Its bytes follow.
        case fileBegins(FormFile)
        /// Bytes of the file: a part of the chunk that was just pushed.
        case fileBytes(Range<Int>)
        /// Bytes of the file that an earlier chunk ended with and that might have begun a boundary.
        case heldBackFileBytes([UInt8])
        /// The file is complete.
        case fileEnds
        /// The last boundary was read. What follows is the epilogue.
        case formEnds
        /// The form broke a rule. No event follows.
        case refused(OSSError)
    }

    private enum State {
        case preamble
        /// Behind a delimiter, with what was read of the rest of its line.
        case delimiterLine([UInt8])
        case headers
        case field(name: String)
        case file
        /// A part behind the file.
        case ignored
        case epilogue
        case refused
    }

    private let limits: FormLimits
    private var state = State.preamble
    private var search: DelimiterSearch
    private var lines: [[UInt8]] = []
    private var line: [UInt8] = []
    private var lineHasCarriageReturn = false
    private var headerBytes = 0
    private var value: [UInt8] = []
    private var fieldCount = 0
    private var hasFile = false
    /// Bytes before the file, then bytes behind it.
    private var overhead = 0

    package init(boundary: FormBoundary, limits: FormLimits = FormLimits()) {
        self.limits = limits
        search = DelimiterSearch(boundary: boundary)
        search.beginBehindLineEnd()
    }

    /// Takes the next chunk. Offsets of events count from its first byte.
    package mutating func push(_ chunk: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        do throws(OSSError) {
            var position = 0
            while position < chunk.count {
                position = try advance(chunk, from: position, &events)
            }
        } catch {
            refuse(error, &events)
        }
        return events
    }

    /// The body has ended. Gives what is wrong with that, if anything.
    package mutating func finish() -> [Event] {
        switch state {
        case .epilogue, .refused: return []
        default: break
        }
        var events: [Event] = []
        refuse(.malformedPOSTRequest, &events)
        return events
    }

    private mutating func refuse(_ error: OSSError, _ events: inout [Event]) {
        state = .refused
        value = []
        lines = []
        events.append(.refused(error))
    }

    /// - Returns: the offset where the next step begins.
    private mutating func advance(_ chunk: UnsafeRawBufferPointer, from start: Int, _ events: inout [Event]) throws(OSSError) -> Int {
        switch state {
        case .refused: return chunk.count
        case .epilogue:
            try count(chunk.count - start)
            return chunk.count
        case .delimiterLine(var rest):
            rest.append(chunk[start])
            try endDelimiter(rest, &events)
            return start + 1
        case .headers:
            try appendToHeaders(chunk[start], &events)
            return start + 1
        case .preamble, .ignored:
            let step = search.step(chunk, from: start)
            try count(step.end - start)
            if step.isFound { state = .delimiterLine([]) }
            return step.end
        case .field(let name):
            let step = search.step(chunk, from: start)
            try append(step, of: chunk)
            if step.isFound {
                events.append(.field(FormFields.Field(name, value)))
                value = []
                state = .delimiterLine([])
            }
            return step.end
        case .file:
            let step = search.step(chunk, from: start)
            if !step.released.isEmpty { events.append(.heldBackFileBytes(Array(search.delimiter[step.released]))) }
            if !step.content.isEmpty { events.append(.fileBytes(step.content)) }
            if step.isFound {
                events.append(.fileEnds)
                overhead = 0
                state = .delimiterLine([])
            }
            return step.end
        }
    }
}

// What is kept, and its bounds.
extension FormReader {
    /// Counts bytes that are not the file's.
    private mutating func count(_ bytes: Int) throws(OSSError) {
        overhead += bytes
        guard overhead <= (hasFile ? limits.trailingBytes : limits.preDataBytes) else {
            throw hasFile ? .malformedPOSTRequest : .maxPOSTPreDataLengthExceeded
        }
    }

    private mutating func append(_ step: DelimiterSearch.Step, of chunk: UnsafeRawBufferPointer) throws(OSSError) {
        // By what is content, and not by what has arrived, and by the limit that is nearer: where chunks end must not decide which one is met.
        let added = step.released.count + step.content.count
        let room = limits.valueBytes - value.count
        guard added <= room || room > limits.preDataBytes - overhead else { throw .fieldValueTooLong }
        try count(added)
        value.append(contentsOf: search.delimiter[step.released])
        value.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[step.content]))
    }

    /// Behind a boundary stands `--` at the end of the form, or else blanks and CRLF.
    private mutating func endDelimiter(_ rest: [UInt8], _ events: inout [Event]) throws(OSSError) {
        try count(1)
        switch (rest.first, rest.last) {
        case (ASCII.hyphen?, ASCII.hyphen?) where rest.count == 1: state = .delimiterLine(rest)
        case (ASCII.hyphen?, ASCII.hyphen?):
            guard hasFile else { throw .incorrectNumberOfFiles }
            state = .epilogue
            events.append(.formEnds)
        case (ASCII.hyphen?, _): throw .malformedPOSTRequest
        case (_, ASCII.lineFeed?):
            guard rest.dropLast().last == 0x0D else { throw .malformedPOSTRequest }
            state = .headers
            headerBytes = 0
        case (_, 0x0D?), (_, ASCII.space?), (_, ASCII.tab?):
            guard !rest.dropLast().contains(0x0D), rest.count <= 64 else { throw .malformedPOSTRequest }
            state = .delimiterLine(rest)
        default: throw .malformedPOSTRequest
        }
    }
}

// The headers of a part.
extension FormReader {
    private mutating func appendToHeaders(_ byte: UInt8, _ events: inout [Event]) throws(OSSError) {
        try count(1)
        headerBytes += 1
        guard headerBytes <= limits.partHeaderBytes else { throw headersTooLong }
        switch byte {
        case 0x0D:
            guard !lineHasCarriageReturn else { throw .malformedPOSTRequest }
            lineHasCarriageReturn = true
        case ASCII.lineFeed:
            guard lineHasCarriageReturn else { throw .malformedPOSTRequest }
            lineHasCarriageReturn = false
            try endLine(&events)
        default:
            guard !lineHasCarriageReturn, byte >= 0x20 && byte != 0x7F || byte == ASCII.tab else { throw .malformedPOSTRequest }
            line.append(byte)
        }
    }

    /// Only a name or a file name makes a Content-Disposition long.
    private var headersTooLong: OSSError {
        ASCII.lowercased(String(decoding: line.prefix(20), as: UTF8.self)) == "content-disposition:" ? .fieldNameTooLong : .malformedPOSTRequest
    }

    private mutating func endLine(_ events: inout [Event]) throws(OSSError) {
        defer { line = [] }
        guard !line.isEmpty else { return try beginPart(&events) }
        if line[0] == ASCII.space || line[0] == ASCII.tab {
            guard !lines.isEmpty else { throw .malformedPOSTRequest }
            lines[lines.count - 1] += line
        } else {
            guard lines.count < limits.partHeaderCount else { throw .malformedPOSTRequest }
            lines.append(line)
        }
    }

    private mutating func beginPart(_ events: inout [Event]) throws(OSSError) {
        defer { lines = [] }
        let part = try FormPart(lines: lines, limits: limits)
        // An empty body has its delimiter right behind the headers, whose last line end is then the delimiter's own.
        search.beginBehindLineEnd()
        if let file = part.file {
            guard !hasFile else { throw .incorrectNumberOfFiles }
            hasFile = true
            state = .file
            events.append(.fileBegins(file))
        } else if hasFile {
            state = .ignored
        } else {
            fieldCount += 1
            guard fieldCount <= limits.fieldCount else { throw .maxPOSTPreDataLengthExceeded }
            state = .field(name: part.name)
        }
    }
}
