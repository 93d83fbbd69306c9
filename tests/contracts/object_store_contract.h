#pragma once

#include "core/storage/object_store.h"

#include <QObject>

#include <memory>

namespace walkeeper::test {

/// The promises of ObjectStore as tests. A kind of store keeps them if a class that is derived from
/// this one and makes such stores passes.
class ObjectStoreContract : public QObject
{
    Q_OBJECT

protected:
    /// A new, empty store for one test.
    virtual std::unique_ptr<ObjectStore> makeStore() = 0;

private slots:
    void init();
    void cleanup();

    void missingFolderIsAnEmptyListing();
    void whatIsPutCanBeRead_data();
    void whatIsPutCanBeRead();
    void putTellsWhatTheListingTells();
    void putReplacesSilently();
    void putNeedsAName();
    void failedPutOfANewObjectLeavesNothing();
    void failedPutKeepsTheOldObject();
    void readerNeverSeesHalfAnObject();

    void rangeIsCutAtTheEnd_data();
    void rangeIsCutAtTheEnd();
    void rangeBeyondTheEndIsRefused();
    void missingObjectIsNotFound();
    void folderIsNoObject();

    void allLevelsAreInByteOrder();
    void oneLevelIsInByteOrderWithFolders();
    void folderInTheMiddleListsOnlyItsOwn();
    void manyObjectsComeInPages();

    void removedObjectsAreGone();
    void removingWhatIsMissingSucceeds();
    void removingAFolderIsNoRemoval();
    void emptyFoldersVanish();

    void cancelledCallsDoNothing();
    void listingStopsWhenCancelled();
    void readingStopsWhenCancelled();
    void puttingStopsWhenCancelled();
    void callsMayComeFromAnyThread();

private:
    void fill(const std::vector<std::string>& names);

    std::unique_ptr<ObjectStore> m_store;
};

} // namespace walkeeper::test
