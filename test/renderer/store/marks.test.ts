import { describe, expect, it } from 'vitest';
import { clearMarks, createMarksStore, extendMarks, markAll, toggleMark } from '#renderer/store/marks.ts';

const shown = ['a', 'b', 'c', 'd', 'e'];

describe('the selection', () => {
  it('takes one row in and out', () => {
    const store = createMarksStore();
    toggleMark(store, 'b');
    toggleMark(store, 'd');
    toggleMark(store, 'b');
    expect([...store.getState().ids]).toEqual(['d']);
  });

  it('extends from the row that was last picked by itself, either way, and keeps the rest', () => {
    const store = createMarksStore();
    toggleMark(store, 'e');
    toggleMark(store, 'b');
    extendMarks(store, shown, null, 'd');
    expect([...store.getState().ids].toSorted()).toEqual(['b', 'c', 'd', 'e']);
    extendMarks(store, shown, null, 'a');
    expect([...store.getState().ids].toSorted()).toEqual(shown);
  });

  it('extends from where the keys stood when nothing was picked, or the anchor is not shown', () => {
    const store = createMarksStore();
    extendMarks(store, shown, 'c', 'd');
    expect([...store.getState().ids]).toEqual(['c', 'd']);
    toggleMark(store, 'hidden');
    extendMarks(store, shown, 'a', 'b');
    expect([...store.getState().ids].toSorted()).toEqual(['a', 'b', 'c', 'd', 'hidden']);
  });

  it('takes all that is shown, then lets go of that alone', () => {
    const store = createMarksStore();
    toggleMark(store, 'hidden');
    markAll(store, shown);
    expect(store.getState().ids.size).toBe(6);
    markAll(store, shown);
    expect([...store.getState().ids]).toEqual(['hidden']);
    clearMarks(store);
    expect(store.getState().ids.size).toBe(0);
  });
});
