#pragma once

class QFrame;
class QLabel;
class QWidget;

namespace walkeeper::ui {

/// A card with a table, and what is said in its place while it is empty. Which of the two is
/// visible is up to the caller.
/// notice  null for a table that is never empty
QFrame* tableCard(QWidget* table, QLabel* notice, QWidget* parent);

} // namespace walkeeper::ui
