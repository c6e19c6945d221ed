import OSSSigning

/// A change that the rules do not allow. It is thrown before anything is written.
struct Refusal: Error {
    let code: StorageError.Code

    init(_ code: StorageError.Code) { self.code = code }
}

extension CatalogueRows {
    /// Applies a change. It is judged before anything is written, so a refused one leaves the transaction as it was.
    package mutating func apply(_ change: CatalogueChange) throws -> CatalogueOutcome {
        do {
            return .applied(try effect(of: change))
        } catch let refusal as Refusal {
            return .refused(refusal.code)
        }
    }

    private mutating func effect(of change: CatalogueChange) throws -> ChangeEffect {
        switch change {
        case .configureAccount(let setting): try configureAccount(setting)
        case .createBucket(let bucket): try create(bucket)
        case .deleteBucket(let name): try deleteBucket(name)
        case .configureBucket(let name, let setting): try configure(name, setting)
        case .putObject(let object, let write): try put(object, write)
        case .appendObject(let appended, let write): try append(appended, write)
        case .deleteObject(let bucket, let key, let version, let expected, let write): try delete(bucket, key, version, expected: expected, write)
        case .setAttribute(let bucket, let key, let version, let attribute): try set(attribute, bucket, key, version)
        case .createUpload(let upload): try create(upload)
        case .putPart(let part, let upload, let write): try put(part, upload, write)
        case .completeUpload(let id, let object, let write): try complete(id, object, write)
        case .abortUpload(let id, let moment): try abort(id, at: moment)
        }
    }

    /// - Throws: `Refusal(.noSuchBucket)`.
    func existing(_ name: BucketName) throws -> StoredBucket {
        guard let bucket = try bucket(name) else { throw Refusal(.noSuchBucket) }
        return bucket
    }

    private mutating func configureAccount(_ setting: AccountSetting) throws -> ChangeEffect {
        var settings = try accountSettings()
        switch setting {
        case .document(let name, let document):
            let existed = settings.documents[name] != nil
            settings.documents[name] = document
            try putAccountSettings(settings)
            return ChangeEffect(existed: existed)
        }
    }

    private mutating func create(_ bucket: StoredBucket) throws -> ChangeEffect {
        if try self.bucket(bucket.name) != nil { return ChangeEffect(existed: true) }
        try putBucket(bucket)
        return ChangeEffect(existed: false)
    }

    private mutating func deleteBucket(_ name: BucketName) throws -> ChangeEffect {
        _ = try existing(name)
        guard try isEmpty(name) else { throw Refusal(.bucketNotEmpty) }
        try removeBucket(name)
        return ChangeEffect(existed: true)
    }

    private mutating func configure(_ name: BucketName, _ setting: BucketSetting) throws -> ChangeEffect {
        var bucket = try existing(name)
        switch setting {
        case .acl(let acl): bucket.settings.acl = acl
        case .versioning(let status): bucket.settings.versioning = status
        case .document(let name, let document): bucket.settings.documents[name] = document
        }
        try putBucket(bucket)
        return ChangeEffect(existed: true)
    }
}
