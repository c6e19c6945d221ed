import NIOCore
import OSSSigning
import OSSWire

/// A form that is being received: its fields first, then its file as a sequence, at the pace of whoever reads it.
///
/// ```swift
/// let form = try await ReceivedForm(contentType: fields[.contentType], body: body)
/// let authentication = try verifier.verify(form: form.fields, at: now)
/// let post = try PostForm(authentication, file: form.file, bucket: bucket, at: now)
/// // authorise post.signer for post.key, then:
/// let headers = try UploadHeaders(post.headers, length: nil)
/// try await storage.put(bucket, post.key, headers: headers.stored, body: form.bytes(sizes: post.sizes), …)
/// ```
///
/// Like the body, it belongs to the task of its connection.
struct ReceivedForm<Body: AsyncSequence> where Body.Element == ByteBuffer {
    /// The fields before the file.
    let fields: FormFields
    /// What the file's part says of it.
    let file: FormFile

    private let stream: FormStream<Body>

    /// Reads the fields, up to where the file begins.
    /// - Throws: `OSSError` for what is no form or breaks a limit, and what the body throws.
    init(contentType: String?, body: Body, limits: FormLimits = FormLimits()) async throws {
        let stream = FormStream(body: body, reader: FormReader(boundary: try FormBoundary(contentType: contentType), limits: limits))
        var fields = FormFields()
        var file: FormFile?
        while file == nil, let event = try await stream.next() {
            switch event {
            case .field(let field): fields.append(field)
            case .file(let begun): file = begun
            case .bytes, .fileEnd: break
            }
        }
        guard let file else { throw OSSError.malformedPOSTRequest }
        self.fields = fields
        self.file = file
        self.stream = stream
    }

    /// The file. It can be read once.
    ///
    /// It ends when the form has ended: fields behind the file are read and ignored, and a second file is refused before the first is stored.
    /// - Parameter sizes: what the policy allows. A file that is too large is refused when it gets too large, one that is too small at its end.
    /// - Returns: a sequence that throws EntityTooLarge, EntityTooSmall, IncorrectNumberOfFilesInPOSTRequest, MalformedPOSTRequest, and what the
    ///   body throws.
    func bytes(sizes: ClosedRange<Int64>? = nil) -> FormFileBytes<Body> { FormFileBytes(stream: stream, sizes: sizes) }
}

/// The bytes of a form's file. Each buffer is a slice of what arrived.
struct FormFileBytes<Body: AsyncSequence>: AsyncSequence where Body.Element == ByteBuffer {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    fileprivate let stream: FormStream<Body>
    fileprivate let sizes: ClosedRange<Int64>?

    func makeAsyncIterator() -> Iterator { Iterator(stream: stream, sizes: sizes) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let stream: FormStream<Body>
        fileprivate let sizes: ClosedRange<Int64>?
        private var size: Int64 = 0

        fileprivate init(stream: FormStream<Body>, sizes: ClosedRange<Int64>?) {
            self.stream = stream
            self.sizes = sizes
        }

        mutating func next() async throws -> ByteBuffer? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> ByteBuffer? {
            while let event = try await stream.next(isolation: actor) {
                switch event {
                case .bytes(let bytes):
                    size += Int64(bytes.readableBytes)
                    if let sizes, size > sizes.upperBound { throw OSSError.entityTooLarge }
                    return bytes
                case .fileEnd:
                    if let sizes, size < sizes.lowerBound { throw OSSError.entityTooSmall }
                case .field, .file: break
                }
            }
            return nil
        }
    }
}

/// A body with the reader of its form: one event at a time, and the next chunk only when all events of the last one were taken.
private final class FormStream<Body: AsyncSequence> where Body.Element == ByteBuffer {
    enum Event {
        case field(FormFields.Field)
        case file(FormFile)
        case bytes(ByteBuffer)
        case fileEnd
    }

    private var iterator: Body.AsyncIterator
    private var reader: FormReader
    private var chunk = ByteBuffer()
    private var events: ArraySlice<FormReader.Event> = []
    private var hasEnded = false

    init(body: Body, reader: FormReader) {
        iterator = body.makeAsyncIterator()
        self.reader = reader
    }

    /// The next event, or `nil` behind the end of the body.
    func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> Event? {
        while true {
            while let event = events.popFirst() {
                switch event {
                case .field(let field): return .field(field)
                case .fileBegins(let file): return .file(file)
                case .fileBytes(let range):
                    // Offsets count from the first byte of the chunk. The slice shares the chunk's memory.
                    guard let slice = chunk.getSlice(at: chunk.readerIndex + range.lowerBound, length: range.count) else { continue }
                    return .bytes(slice)
                case .heldBackFileBytes(let bytes): return .bytes(ByteBuffer(bytes: bytes))
                case .fileEnds: return .fileEnd
                case .formEnds: continue
                case .refused(let error): throw error
                }
            }
            guard !hasEnded else { return nil }
            try await receive(isolation: actor)
        }
    }

    private func receive(isolation actor: isolated (any Actor)?) async throws {
        var iterator = iterator
        let received = try await iterator.next(isolation: actor)
        self.iterator = iterator
        if let received {
            chunk = received
            events = received.withUnsafeReadableBytes { reader.push($0) }[...]
        } else {
            hasEnded = true
            events = reader.finish()[...]
        }
    }
}
