import OSSSigning
import OSSWire

extension FuzzTarget {
    /// A form as browsers post it: the first line is its Content-Type, the rest its body. It means the same in one piece and in pieces of any size,
    /// and goes on through its signature and policy.
    static let form = FuzzTarget("form") { input in
        let end = input.firstIndex(of: ASCII.lineFeed) ?? input.endIndex
        let body = Array(input[min(end + 1, input.count)...])
        guard let boundary = reading({ try FormBoundary(contentType: String(decoding: input[..<end], as: UTF8.self)) }) else { return }
        var limits = FormLimits()
        for round in 0..<2 {
            let whole = read(body, boundary, limits) { _ in body.count }
            try checkPieces(body, boundary, limits, whole)
            if round == 0 { try checkPost(whole) }
            // Once more with limits that a small input can meet.
            (limits.nameBytes, limits.valueBytes, limits.preDataBytes) = (16, 40, 400)
            (limits.fieldCount, limits.partHeaderBytes, limits.partHeaderCount, limits.trailingBytes) = (3, 90, 2, 64)
        }
    }

    private struct Reading: Equatable {
        var fields: [FormFields.Field] = []
        var file: FormFile?
        var bytes: [UInt8] = []
        var hasEnded = false
        var error: String?
    }

    private static func checkPieces(_ body: [UInt8], _ boundary: FormBoundary, _ limits: FormLimits, _ whole: Reading) throws(BrokenLaw) {
        try BrokenLaw.unless(read(body, boundary, limits) { _ in 1 } == whole, "byte by byte a form means the same")
        var state = UInt64(truncatingIfNeeded: CRC64.checksum(body)) | 1
        let random = read(body, boundary, limits) { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % 37) + 1
        }
        try BrokenLaw.unless(random == whole, "in pieces of any size a form means the same")
    }

    private static func read(_ body: [UInt8], _ boundary: FormBoundary, _ limits: FormLimits, piece: (Int) -> Int) -> Reading {
        var reader = FormReader(boundary: boundary, limits: limits)
        var found = Reading()
        func take(_ events: [FormReader.Event], _ chunk: ArraySlice<UInt8>) {
            for event in events {
                switch event {
                case .field(let field): found.fields.append(field)
                case .fileBegins(let file): found.file = file
                case .fileBytes(let range): found.bytes += chunk[(chunk.startIndex + range.lowerBound)..<(chunk.startIndex + range.upperBound)]
                case .heldBackFileBytes(let bytes): found.bytes += bytes
                case .fileEnds: break
                case .formEnds: found.hasEnded = true
                case .refused(let error): found.error = error.description
                }
            }
        }
        var start = 0
        while start < body.count {
            let end = min(start + max(piece(start), 1), body.count)
            let chunk = body[start..<end]
            take(chunk.withUnsafeBytes { reader.push($0) }, chunk)
            start = end
        }
        take(reader.finish(), [])
        return found
    }

    /// What the server does with a form that was read.
    private static func checkPost(_ reading: Reading) throws(BrokenLaw) {
        guard reading.error == nil, let file = reading.file else { return }
        let verifier = RequestVerifier(region: Fixed.region, keys: Fixed.Keys())
        let fields = FormFields(reading.fields)
        guard let authentication = try? verifier.verify(form: fields, at: Fixed.now) else { return }
        if case .signed(let form) = authentication {
            let first = fields.first("policy") ?? []
            try BrokenLaw.unless(form.policy == first, "the policy that is obeyed is the one that is signed")
        }
        guard let post = try? PostForm(authentication, file: file, bucket: Fixed.bucket, at: Fixed.now) else { return }
        try BrokenLaw.unless(!post.key.beginsWithSeparator, "a form's key is a key")
        if let sizes = post.sizes { try BrokenLaw.unless(sizes.lowerBound >= 0, "no file is smaller than nothing") }
    }
}
