import NIOCore
import OSSClient
import OSSSigning
import Synchronization

/// One run of `waybill cp`: the transfers that it is made of.
struct CopyRun: Sendable {
    let command: CopyCommand
    let display: ProgressDisplay
    let batch = BatchRun()
    private let amount = TransferAmount()
    private let written = WrittenFiles()

    init(command: CopyCommand, display: ProgressDisplay) {
        self.command = command
        self.display = display
    }

    /// Whether somebody is asked before something is replaced.
    private var asks: Bool { !command.force && !command.update && !command.ignoreExisting && !command.dryRun && Confirmation.isPossible }
    /// One at a time while questions are asked.
    private var limit: Int { asks ? 1 : command.jobs }

    func finish(isMany: Bool) throws {
        let skipped = batch.skipped > 0 ? ", \(batch.skipped) left alone" : ""
        if !command.dryRun {
            display.finish("copied", bytes: batch.bytes, detail: isMany || batch.skipped > 0 ? ", \(batch.done) copied\(skipped)" : "")
        }
        try batch.finish()
    }

    // MARK: Up

    func upload(_ path: String, to location: RemoteLocation) async throws {
        let client = try await command.client.client(bucket: location.bucket)
        guard LocalPath.isFolder(path) else { return try await uploadOne(path, to: location, client) }
        guard command.recursive else { throw CommandFailure.usage("\(path.printable) is a folder: pass -r for all that is in it") }
        let filter = command.names.filter
        let prefix = location.folderPrefix
        try await batch.each(
            of: FolderWalk(root: path), limit: limit,
            select: { found -> FolderWalk.Element? in
                switch found {
                case .file(_, let relative): return filter.takes(relative.utf8) ? found : nil
                case .problem: return found
                case .passedOver(let relative, let reason):
                    display.note("passed over \(relative.printable), \(reason)")
                    return nil
                }
            },
            name: { found in
                switch found {
                case .file(let path, _): path
                case .problem(let relative, _), .passedOver(let relative, _): relative.isEmpty ? path : "\(path)/\(relative)"
                }
            },
            { found in
                switch found {
                case .file(let path, let relative): return try await upload(path, to: location.bucket, ObjectKey(prefix + relative), client)
                case .problem(_, let failure): throw failure
                case .passedOver: return .skipped
                }
            })
    }

    private func uploadOne(_ path: String, to location: RemoteLocation, _ client: OSSClient) async throws {
        var target = location
        if location.isFolder {
            let name = path.utf8.split(separator: ASCII.slash).last.map { String(Substring($0)) } ?? ""
            target = RemoteLocation(bucket: location.bucket, prefix: location.prefix + name)
        }
        let key = try target.key()
        batch.add(try await upload(path, to: location.bucket, key, client))
    }

    private func upload(_ path: String, to bucket: BucketName, _ key: ObjectKey, _ client: OSSClient) async throws -> BatchRun.Outcome {
        let file = try LocalFile(path: path)
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        let modified = SigningTime(secondsSinceEpoch: max(0, file.identity.modified / 1_000_000_000))
        guard try await wants(name, modified: modified, existing: { try await client.modified(bucket, key) }) else { return .skipped }
        guard !command.dryRun else { return dry(path, name) }
        let receipt = try await client.upload(.file(path), to: command.object.request(bucket, key), options: command.transfer.upload)
            .receipt { event in
                if case .progress(let progress) = event { show(name, progress.bytesSent, of: progress.totalBytes) }
            }
        try await report(path, name, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }

    func uploadStandardInput(to location: RemoteLocation) async throws {
        guard !location.isFolder else { throw CommandFailure.usage("say which key it gets: oss://\(location.bucket)/KEY") }
        let key = try location.key()
        let name = "oss://\(location.bucket)/\(command.encoding.shown(key))"
        guard !command.dryRun else { return batch.add(dry("stdin", name)) }
        let client = try await command.client.client(bucket: location.bucket)
        let upload = client.upload(.stream(StandardInput()), to: try command.object.request(location.bucket, key), options: command.transfer.upload)
        let receipt = try await upload.receipt { event in
            if case .progress(let progress) = event { show(name, progress.bytesSent, of: progress.totalBytes) }
        }
        try await report("-", name, size: receipt.size, crc64: receipt.crc64)
        batch.add(.done(bytes: receipt.size))
    }

    // MARK: Down

    func download(_ location: RemoteLocation, to path: String) async throws {
        let client = try await command.client.client(bucket: location.bucket)
        guard command.recursive else {
            guard !location.isFolder else { throw CommandFailure.usage("\(location) names no object: pass -r for all that is below it") }
            let key = try location.key()
            let name = Array(location.prefix.utf8.dropFirst(location.parentPrefix.utf8.count))
            let target = try LocalPath.file(path, name: name, makesFolder: !command.dryRun)
            return batch.add(try await download(location.bucket, key, to: target, client))
        }
        guard LocalFileFacts(path) == nil || LocalPath.isFolder(path) else {
            throw CommandFailure.usage("\(path.printable) is a file: say which folder the objects go into")
        }
        try await each(below: location, client) { object, relative in
            // A key that ends in a slash stands for a folder.
            if relative.last == ASCII.slash {
                guard object.size == 0 else { throw CommandFailure.local("the key ends in a slash, which no file's name does") }
                let marker = try LocalPath.inside(path, relative + [UInt8(ascii: "x")])
                if !command.dryRun { try LocalPath.makeFolders(from: path, to: marker) }
                return .skipped
            }
            let file = try LocalPath.inside(path, relative)
            if !command.dryRun { try LocalPath.makeFolders(from: path, to: file) }
            return try await download(location.bucket, object.key, to: file, client, listed: object)
        }
    }

    private func download(
        _ bucket: BucketName, _ key: ObjectKey, to path: String, _ client: OSSClient, listed: ListedObject? = nil
    ) async throws -> BatchRun.Outcome {
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        let there = LocalFileFacts(path)
        if let there { try written.check(there) }
        if there != nil {
            var modified: SigningTime?
            if command.update {
                modified = listed?.lastModified
                if modified == nil { modified = try await client.modified(bucket, key) }
            }
            guard
                try await wants(
                    path, modified: modified, existing: { there.flatMap { SigningTime(secondsSinceEpoch: max(0, $0.modified)) } })
            else { return .skipped }
        }
        guard !command.dryRun else { return dry(name, path) }
        let request = GetObjectRequest(bucket: bucket, key: key, versionID: command.versionID)
        let receipt = try await client.download(request, to: path, options: command.transfer.download).receipt { event in
            if case .progress(let progress) = event { show(name, progress.bytesReceived, of: progress.totalBytes) }
        }
        if let now = LocalFileFacts(path) { written.add(now) }
        try await report(name, path, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }

    func print(_ location: RemoteLocation) async throws {
        let request = GetObjectRequest(bucket: location.bucket, key: try location.key(), versionID: command.versionID)
        guard !command.dryRun else { return batch.add(dry("\(location)", "stdout")) }
        var size: Int64 = 0
        for try await chunk in try await command.client.client(bucket: location.bucket).stream(request, options: command.transfer.download) {
            try await StandardOutput.write(chunk)
            size += Int64(chunk.readableBytes)
        }
        batch.add(.done(bytes: size))
    }

    // MARK: Inside

    func copy(_ from: RemoteLocation, to: RemoteLocation) async throws {
        let client = try await command.client.client(bucket: to.bucket)
        guard command.recursive else {
            guard !from.isFolder else { throw CommandFailure.usage("\(from) names no object: pass -r for all that is below it") }
            let name = from.prefix.utf8.split(separator: ASCII.slash).last.map { String(Substring($0)) } ?? ""
            let target = to.isFolder ? RemoteLocation(bucket: to.bucket, prefix: to.prefix + name) : to
            return batch.add(try await copy(from.bucket, try from.key(), to: to.bucket, try target.key(), client))
        }
        guard from.bucket != to.bucket || !to.folderPrefix.utf8.starts(with: from.prefix.utf8) else {
            throw CommandFailure.usage("\(to) lies below \(from): what is copied would be copied again and again")
        }
        let reader = try await command.client.client(bucket: from.bucket)
        try await each(below: from, reader) { object, relative in
            let key = try ObjectKey(bytes: Array(to.folderPrefix.utf8) + relative)
            return try await copy(from.bucket, object.key, to: to.bucket, key, client, listed: object)
        }
    }

    private func copy(
        _ fromBucket: BucketName, _ from: ObjectKey, to bucket: BucketName, _ key: ObjectKey, _ client: OSSClient, listed: ListedObject? = nil
    ) async throws -> BatchRun.Outcome {
        let source = "oss://\(fromBucket)/\(command.encoding.shown(from))"
        let name = "oss://\(bucket)/\(command.encoding.shown(key))"
        var modified = listed?.lastModified
        if command.update, modified == nil { modified = try await client.modified(fromBucket, from) }
        guard try await wants(name, modified: modified, existing: { try await client.modified(bucket, key) }) else { return .skipped }
        guard !command.dryRun else { return dry(source, name) }
        let request = try command.object.copy(
            CopyObjectRequest(bucket: bucket, key: key, sourceBucket: fromBucket, sourceKey: from, sourceVersionID: command.versionID))
        var options = CopyOptions()
        options.parallelism = command.transfer.parallel
        options.partSize = command.transfer.partSize?.bytes
        let receipt = try await client.copy(request, options: options)
        show(name, receipt.size, of: receipt.size)
        try await report(source, name, size: receipt.size, crc64: receipt.crc64)
        return .done(bytes: receipt.size)
    }

    // MARK: Shared

    /// Does `work` with every object below a location that the filter takes, and with the rest of its key behind the folders of the location.
    private func each(
        below location: RemoteLocation, _ client: OSSClient, _ work: @escaping @Sendable (ListedObject, [UInt8]) async throws -> BatchRun.Outcome
    ) async throws {
        let skip = location.parentPrefix.utf8.count
        let filter = command.names.filter
        let objects = client.listObjects(bucket: location.bucket, prefix: location.prefix.isEmpty ? nil : location.prefix)
        try await batch.each(
            of: objects, limit: limit,
            select: { entry -> ListedObject? in
                guard let object = entry.item, object.key.bytes.count > skip, filter.takes(object.key.bytes.dropFirst(skip)) else { return nil }
                return object
            },
            name: { location.url($0.key) },
            { try await work($0, Array($0.key.bytes.dropFirst(skip))) })
    }

    /// Whether something is to be copied, considering what is there already.
    private func wants(_ name: String, modified: SigningTime?, existing: () async throws -> SigningTime?) async throws -> Bool {
        guard command.update || command.ignoreExisting || asks else { return true }
        guard let there = try await existing() else { return true }
        if command.ignoreExisting { return false }
        if command.update { return modified.map { there < $0 } ?? true }
        display.clear()
        return try Confirmation.isConfirmed("replace \(name)")
    }

    private func show(_ name: String, _ done: Int64, of total: Int64?) {
        let all = amount.set(name, done)
        display.show(done: all, total: command.recursive ? nil : total)
    }

    private func dry(_ source: String, _ target: String) -> BatchRun.Outcome {
        if !command.progress.quiet { Console.note("would copy \(source.printable) to \(target.printable)") }
        return .skipped
    }

    private func report(_ source: String, _ target: String, size: Int64, crc64: UInt64?) async throws {
        amount.finished(target, source, size)
        guard command.output.format == .json else { return }
        let document = CopiedDocument(source: source, target: target, size: size, crc64: crc64.map { String($0) })
        try await StandardOutput.write(lines: [JSONText.encode(document)])
    }
}

/// What `--output-format json` prints for each thing that was copied.
private struct CopiedDocument: Encodable {
    let schema = 1
    let type = "copied"
    let source: String
    let target: String
    let size: Int64
    let crc64: String?
}

/// Adds up how far all transfers of a run are.
private final class TransferAmount: Sendable {
    private let state = Mutex((done: Int64(0), running: [String: Int64]()))

    func set(_ name: String, _ bytes: Int64) -> Int64 {
        state.withLock { state in
            state.running[name] = bytes
            return state.done + state.running.values.reduce(0, +)
        }
    }

    func finished(_ target: String, _ source: String, _ bytes: Int64) {
        state.withLock { state in
            state.running[target] = nil
            state.running[source] = nil
            state.done += bytes
        }
    }
}

/// The files that a run has written. A file system that takes two names for one would lose the first of two objects.
private final class WrittenFiles: Sendable {
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private let files = Mutex(Set<Identity>())

    func add(_ facts: LocalFileFacts) { _ = files.withLock { $0.insert(Identity(device: facts.device, inode: facts.inode)) } }

    func check(_ facts: LocalFileFacts) throws {
        guard files.withLock({ $0.contains(Identity(device: facts.device, inode: facts.inode)) }) else { return }
        throw CommandFailure.local("another key has become the same file: this file system does not tell their names apart")
    }
}

extension OSSClient {
    /// When an object was last modified; `nil` when there is none.
    fileprivate func modified(_ bucket: BucketName, _ key: ObjectKey) async throws -> SigningTime? {
        do {
            let head = try await headObject(HeadObjectRequest(bucket: bucket, key: key))
            return head.lastModified ?? SigningTime(secondsSinceEpoch: 0)
        } catch let error as ServiceError where error.status == 404 && error.code != .noSuchBucket {
            return nil
        }
    }
}

extension StoredObjectOptions {
    /// A copy with what the flags say; what they do not say is the source's.
    fileprivate func copy(_ request: CopyObjectRequest) throws -> CopyObjectRequest {
        var request = request
        let put = try self.request(request.bucket, request.key)
        request.object = put.object
        request.extras = put.extras
        let described = [headers.contentType, headers.cacheControl, headers.contentDisposition, headers.contentEncoding].contains { $0 != nil }
        if described || !headers.metadata.isEmpty { request.metadataDirective = .replace }
        if headers.tagging != nil { request.taggingDirective = .replace }
        return request
    }
}
