package import OSSSigning

/// A version of an object, as far as a lifecycle looks at it.
package struct LifecycleVersion: Sendable {
    /// The key's bytes.
    package var key: [UInt8]
    /// In bytes; `nil` for a delete marker.
    package var size: Int64?
    package var lastModified: SigningTime
    package var tags: [ResourceTag]
    package var standing: Standing

    /// How a version stands among the others of its key.
    package enum Standing: Equatable, Sendable {
        /// The object that a client gets; in a bucket without versions each object is.
        case current
        /// A delete marker that hides what is below it, if anything is.
        case currentDeleteMarker(isOnlyVersion: Bool)
        /// An object or delete marker in whose place another one came at a moment.
        case noncurrent(since: SigningTime)
    }

    package init(key: [UInt8], size: Int64?, lastModified: SigningTime, tags: [ResourceTag] = [], standing: Standing = .current) {
        self.key = key
        self.size = size
        self.lastModified = lastModified
        self.tags = tags
        self.standing = standing
    }
}

/// What a sweep does with a version.
package enum LifecycleAction: Hashable, Sendable {
    case keep
    /// As DeleteObject without a version would: the object goes, or a delete marker comes upon it.
    case expire
    /// This version goes for good.
    case deleteVersion
}

/// What is due at a moment. Nothing is read and nothing is changed here.
///
/// Days are counted as OSS does: the moment plus so many times 24 hours, and then until the next midnight (UTC); what falls on a midnight stays
/// there. An object of 10:30 on the 15th with one day to live is due when the 17th begins.
extension LifecycleConfiguration {
    /// What happens to a version now. Any rule that is due decides; a version for which none is due is kept.
    package func action(for version: LifecycleVersion, at now: SigningTime) -> LifecycleAction {
        for rule in rules where rule.isEnabled && rule.covers(version) {
            let action = rule.action(for: version, at: now)
            if action != .keep { return action }
        }
        return .keep
    }

    /// Whether an upload that is not finished is given up now.
    package func aborts(uploadOf key: [UInt8], initiated: SigningTime, at now: SigningTime) -> Bool {
        rules.contains { rule in
            guard rule.isEnabled, let due = rule.abortMultipartUpload, key.starts(with: rule.prefix.utf8) else { return false }
            let isExcepted = rule.filter?.exceptions.contains { $0.covers(key, tags: []) } ?? false
            return !isExcepted && due.hasCome(for: initiated, at: now)
        }
    }
}

extension LifecycleRule {
    fileprivate func action(for version: LifecycleVersion, at now: SigningTime) -> LifecycleAction {
        switch version.standing {
        case .current:
            expiration?.due?.hasCome(for: version.lastModified, at: now) == true ? .expire : .keep
        case .currentDeleteMarker(let isOnlyVersion):
            isOnlyVersion && expiration?.expiredObjectDeleteMarker == true ? .deleteVersion : .keep
        case .noncurrent(let since):
            noncurrentDays.map { Due.days($0).hasCome(for: since, at: now) } == true ? .deleteVersion : .keep
        }
    }

    fileprivate func covers(_ version: LifecycleVersion) -> Bool {
        guard version.key.starts(with: prefix.utf8), tags.allSatisfy(version.tags.contains) else { return false }
        guard let filter else { return true }
        if let least = filter.objectSizeGreaterThan {
            guard let size = version.size, size > least else { return false }
        }
        if let most = filter.objectSizeLessThan {
            guard let size = version.size, size < most else { return false }
        }
        return !filter.exceptions.contains { $0.covers(version.key, tags: version.tags) }
    }
}

extension LifecycleRule.Exception {
    fileprivate func covers(_ key: [UInt8], tags: [ResourceTag]) -> Bool {
        if let prefix, !key.starts(with: prefix.utf8) { return false }
        if let tag, !tags.contains(tag) { return false }
        return true
    }
}

extension LifecycleRule.Due {
    /// Whether it is time for what was modified, or begun, at a moment.
    fileprivate func hasCome(for moment: SigningTime, at now: SigningTime) -> Bool {
        switch self {
        case .days(let days): Self.midnight(days, after: moment).map { now >= $0 } ?? false
        case .date(let date): now >= date
        case .createdBefore(let date): moment < date
        }
    }

    /// The first midnight that is at least so many days after a moment; `nil` beyond the year 9999, which never comes.
    private static func midnight(_ days: Int, after moment: SigningTime) -> SigningTime? {
        let (seconds, overflow) = Int64(days).multipliedReportingOverflow(by: SigningTime.secondsPerDay)
        guard !overflow, let end = moment.advanced(bySeconds: seconds) else { return nil }
        let past = end.secondsSinceEpoch % SigningTime.secondsPerDay
        return past == 0 ? end : end.advanced(bySeconds: SigningTime.secondsPerDay - past)
    }
}
