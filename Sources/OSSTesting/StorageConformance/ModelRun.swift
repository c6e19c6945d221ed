import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

/// Random operations on a few keys, on a storage and on a ``PlainBucket``, compared after every step.
struct ModelRun {
    let rig: StorageRig
    let storage: ObjectStorage
    let bucket: BucketName
    private let keys = ["a", "a/b", "b"].map { ObjectKey.test($0) }
    private var model = PlainBucket()
    private var clock: Int64 = 0
    private var trail: [String] = []

    init(_ rig: StorageRig, _ bucket: BucketName) {
        self.rig = rig
        self.bucket = bucket
        storage = rig.storage()
    }

    mutating func run(steps: Int, versioning: [VersioningStatus], _ random: inout SeededGenerator) async throws {
        _ = try await storage.createBucket(bucket, at: Moments.start)
        for step in 0..<steps {
            do {
                try await act(versioning, &random)
                try await compare(everything: step.isMultiple(of: 10) || step == steps - 1, &random)
            } catch {
                throw ConformanceFailure("step \(step), after \(trail.suffix(12).joined(separator: ", ")): \(error)")
            }
        }
        try await clear()
    }

    private var now: SigningTime { Moments.at(clock) }

    private func body(_ random: inout SeededGenerator) -> [UInt8] {
        random.bytes([0, 3, 400, 700, 1000, 1001, 2500, 5000].randomElement(using: &random) ?? 0)
    }

    // MARK: Acting

    private mutating func act(_ statuses: [VersioningStatus], _ random: inout SeededGenerator) async throws {
        clock += 1
        let key = keys.randomElement(using: &random) ?? keys[0]
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: try await put(key, &random)
        case 18..<26: try await delete(key)
        case 26..<44: try await remove(key, &random)
        case 44..<50:
            guard let status = statuses.randomElement(using: &random) else { return }
            trail.append("versioning \(status)")
            try await storage.configure(bucket, .versioning(status))
            model.versioning = status
        case 50..<62: try await append(key, &random)
        case 62..<69: try await setAttribute(key, &random)
        case 69..<78: try await copy(key, &random)
        case 78..<80: try await link(key)
        case 80..<83:
            trail.append("initiate \(key.text)")
            model.uploads.append(.init(upload: try await storage.initiate(bucket, key, at: now)))
        case 83..<95: try await multipart(&random)
        default:
            trail.append("sweep")
            _ = try await storage.sweep(olderThan: now)
        }
    }

    /// Runs work that must succeed, or fail with that code.
    private func expect<Value>(_ code: StorageError.Code?, _ work: () async throws -> Value) async throws -> Value? {
        guard let code else { return try await work() }
        try await Claim.fails(code, trail.last ?? "") { _ = try await work() }
        return nil
    }

    /// A version's name must be new, or `null` where the bucket keeps no versions.
    private func check(_ version: VersionID, isNewFor key: ObjectKey) throws {
        let known = model.keys[key] ?? []
        try Claim.holds(
            (version == .null) == (model.versioning != .enabled) && (version == .null || !known.contains { $0.id == version }),
            "the new name \(version)")
    }

    private mutating func put(_ key: ObjectKey, _ random: inout SeededGenerator) async throws {
        let bytes = body(&random)
        let forbid = Int.random(in: 0..<4, using: &random) == 0
        trail.append("put \(key.text) \(bytes.count) \(forbid)")
        let code: StorageError.Code? = forbid && model.versioning == nil && model.shown(key) != nil ? .alreadyExists : nil
        let object = try await expect(code) {
            try await storage.put(bucket, key, body: TestBody(bytes), options: PutOptions(forbidOverwrite: forbid), at: now)
        }
        guard let object else { return }
        try check(object.version, isNewFor: key)
        model.write(.init(id: object.version, bytes: bytes), key)
    }

    private mutating func delete(_ key: ObjectKey) async throws {
        trail.append("delete \(key.text)")
        let effect = try await storage.deleteObject(bucket, key, at: now)
        try Claim.equal(effect.existed, model.shown(key) != nil, "existed")
        try Claim.equal(effect.isDeleteMarker, model.versioning != nil, "marker")
        if effect.isDeleteMarker { try check(effect.version, isNewFor: key) }
        model.delete(key, marker: effect.version)
    }

    private mutating func remove(_ key: ObjectKey, _ random: inout SeededGenerator) async throws {
        let names = (model.keys[key] ?? []).map(\.id) + [.null, VersionID("missing")!]
        let name = names.randomElement(using: &random) ?? .null
        trail.append("remove \(key.text) \(name.rawValue.prefix(8))")
        let old = model.keys[key]?.first { $0.id == name }
        try await Claim.equal(
            storage.deleteObject(bucket, key, version: name, at: now),
            ChangeEffect(existed: old != nil, version: name, isDeleteMarker: old.map { $0.bytes == nil } ?? false))
        model.remove(name, key)
    }

    private mutating func append(_ key: ObjectKey, _ random: inout SeededGenerator) async throws {
        let bytes = body(&random)
        let size = Int64(model.shown(key)?.bytes?.count ?? 0)
        let position = Int.random(in: 0..<5, using: &random) == 0 ? size + 1 : size
        trail.append("append \(key.text) \(position) \(bytes.count)")
        guard size + Int64(bytes.count) < 100_000 else { return }
        let options = PutOptions(expectedLength: Bool.random(using: &random) ? Int64(bytes.count) : nil)
        let object = try await expect(model.refusalOfAppend(key, position: position)) {
            try await storage.append(bucket, key, position: position, body: TestBody(bytes), options: options, at: now)
        }
        if object != nil { model.append(bytes, key) }
    }

    private mutating func setAttribute(_ key: ObjectKey, _ random: inout SeededGenerator) async throws {
        let names: [VersionID?] = [nil, .null] + (model.keys[key] ?? []).map(\.id)
        let name = names.randomElement(using: &random) ?? nil
        let index = name.map { name in model.keys[key]?.firstIndex { $0.id == name } } ?? (model.shown(key) == nil ? nil : 0)
        let isObject = index.flatMap { model.keys[key]?[$0].bytes } != nil
        let tags = [ResourceTag(key: "set", value: "\(clock)")]
        let seals = Int.random(in: 0..<4, using: &random) == 0
        trail.append("set \(key.text) \(name?.rawValue.prefix(8) ?? "-") \(seals)")
        let effect = try await expect(isObject ? nil : .noSuchObject) {
            try await storage.set(seals ? .sealed(Moments.start) : .tags(tags), of: bucket, key, version: name)
        }
        guard effect != nil, let index else { return }
        if seals { model.keys[key]?[index].attributes.sealed = Moments.start } else { model.keys[key]?[index].attributes.tags = tags }
    }

    /// Any version of any key, as the storage has it.
    private func anyObject(_ random: inout SeededGenerator) async throws -> (StoredObject, PlainBucket.Version)? {
        let key = keys.randomElement(using: &random) ?? keys[0]
        guard let version = (model.keys[key] ?? []).filter({ $0.bytes != nil }).randomElement(using: &random) else { return nil }
        guard case .object(let object)? = try await storage.entry(bucket, key, version: version.id) else {
            throw ConformanceFailure("\(key), \(version.id) is gone")
        }
        return (object, version)
    }

    private mutating func copy(_ key: ObjectKey, _ random: inout SeededGenerator) async throws {
        guard let (source, version) = try await anyObject(&random) else { return }
        trail.append("copy \(source.key.text) to \(key.text)")
        let description = ObjectDescription(attributes: source.attributes)
        let copy = try await storage.copy(source, to: bucket, key, description, at: now)
        try check(copy.version, isNewFor: key)
        model.write(.init(id: copy.version, bytes: version.bytes, type: copy.type, attributes: version.attributes), key)
    }

    private mutating func link(_ key: ObjectKey) async throws {
        trail.append("link \(key.text)")
        let link = try await storage.putSymlink(bucket, key, target: keys[0], ObjectDescription(), at: now)
        try check(link.version, isNewFor: key)
        model.write(
            .init(id: link.version, bytes: [], type: .symlink, attributes: ObjectAttributes(symlinkTarget: keys[0].bytes)), key)
    }

    private mutating func multipart(_ random: inout SeededGenerator) async throws {
        guard let index = model.uploads.indices.randomElement(using: &random) else { return }
        let upload = model.uploads[index].upload
        let number = Int.random(in: 1...4, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
            let bytes = body(&random)
            trail.append("part \(number) \(bytes.count)")
            _ = try await storage.putPart(number, of: upload, body: TestBody(bytes), at: now)
            model.uploads[index].parts[number] = bytes
        case 5..<8:
            guard let (source, version) = try await anyObject(&random), let bytes = version.bytes else { return }
            let lower = Int.random(in: 0...bytes.count, using: &random)
            let upper = Int.random(in: lower...bytes.count, using: &random)
            trail.append("copy part \(number) of \(source.key.text) \(lower)..<\(upper)")
            _ = try await storage.copyPart(number, of: upload, from: source, range: Int64(lower)..<Int64(upper), at: now)
            model.uploads[index].parts[number] = Array(bytes[lower..<upper])
        case 8..<11:
            trail.append("complete \(upload.key.text)")
            let object = try await expect(model.refusalOfCompletion(index)) { try await storage.complete(upload, nil, at: now) }
            guard let object else { return }
            try check(object.version, isNewFor: upload.key)
            let bytes = model.uploads[index].parts.sorted { $0.key < $1.key }.flatMap(\.value)
            model.write(.init(id: object.version, bytes: bytes, type: .multipart), upload.key)
            model.uploads.remove(at: index)
        default:
            trail.append("abort \(upload.key.text)")
            try await storage.abort(upload, at: now)
            model.uploads.remove(at: index)
        }
    }

    // MARK: Comparing

    private func compare(everything: Bool, _ random: inout SeededGenerator) async throws {
        for key in keys {
            let versions = model.keys[key] ?? []
            try await compare(storage.entry(bucket, key), versions.first, "what \(key.text) shows")
            for version in versions { try await compare(storage.entry(bucket, key, version: version.id), version, "\(key.text), \(version.id)") }
            guard everything else { continue }
            for version in versions where version.bytes != nil {
                guard case .object(let object)? = try await storage.entry(bucket, key, version: version.id) else { continue }
                try await Claim.holds(storage.read(object).collected() == version.bytes, "the bytes of \(key.text), \(version.id)")
            }
        }
        let expected = model.keys.sorted { $0.key < $1.key }.flatMap { key, versions in
            versions.enumerated().map { "\(key.text) \($1.id.rawValue) \($1.bytes.map { "\($0.count)" } ?? "D") \($0 == 0)" }
        }
        try await Claim.equal(listedVersions(limit: Int.random(in: 1...5, using: &random)), expected, "versions")
        try await Claim.equal(storage.list(bucket, ListQuery()).objects.map(\.key), keys.filter { model.shown($0) != nil }, "objects")
        try await Claim.equal(storage.statistics(bucket), model.statistics, "statistics")
        let uploads = Set(model.uploads.map(\.upload))
        try await Claim.equal(Set(storage.listUploads(bucket, ListQuery()).rows), uploads, "uploads")
    }

    private func compare(_ entry: ObjectEntry?, _ version: PlainBucket.Version?, _ place: String) throws {
        switch (entry, version) {
        case (nil, nil): return
        case (.deleteMarker(let marker)?, let version?):
            try Claim.holds(version.bytes == nil && marker.version == version.id, place)
        case (.object(let object)?, let version?):
            guard let bytes = version.bytes else { throw ConformanceFailure("\(place): an object, expected a marker") }
            try Claim.equal(
                [object.version.rawValue, "\(object.size)", "\(object.crc64)", object.type.rawValue],
                [version.id.rawValue, "\(bytes.count)", "\(version.type == .symlink ? 0 : CRC64.checksum(bytes))", version.type.rawValue], place)
            try Claim.equal(object.attributes, version.attributes, place)
        default: throw ConformanceFailure("\(place): found \(String(describing: entry)), expected \(String(describing: version?.id))")
        }
    }

    private func listedVersions(limit: Int) async throws -> [String] {
        var lines: [String] = []
        var (after, version): ([UInt8]?, VersionID?) = (nil, nil)
        while true {
            let page = try await storage.listVersions(bucket, ListQuery(after: after, limit: limit), after: version)
            lines += page.rows.map { row in
                let size = if case .object(let object) = row.content { "\(object.size)" } else { "D" }
                return "\(row.key.text) \(row.version.rawValue) \(size) \(row.isLatest)"
            }
            guard page.isTruncated else { return lines }
            (after, version) = (page.next, page.lastRow?.version)
        }
    }

    // MARK: Invariants

    /// Deletes everything; after a sweep no blob is left.
    private mutating func clear() async throws {
        clock += 1
        for (key, versions) in model.keys {
            for version in versions { _ = try await storage.deleteObject(bucket, key, version: version.id, at: now) }
        }
        for upload in model.uploads { try await storage.abort(upload.upload, at: now) }
        try await storage.deleteBucket(bucket)
        let placed = try await rig.placedBlobs()
        let report = try await storage.sweep(olderThan: Moments.farFuture)
        try Claim.equal([report.garbage, report.orphans], [placed.count, 0], "every blob that is left was garbage, and none an orphan")
        try await rig.expectBlobs(0, "everything deleted")
    }
}
